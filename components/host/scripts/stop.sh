# shellcheck shell=sh disable=SC2034
# Stops the servers of this host's nodes, and shows that they have ended. Comes after base.sh, instance.sh,
# server.sh, ports.sh and lib/stop.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. ON_DESTROY=.. PORTS='7000 7001' sh -eu -s stop
#
# Prints one line for each port: "stopped PORT", "absent PORT" if no server ran, "failed PORT REASON"; then, if
# none failed, gives up the cluster's record; with ON_DESTROY "delete" removes the nodes' files.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${ON_DESTROY:?}" "${PORTS?}"

main() {
  begin_answer
  # Each of many stopping nodes would read the connections of all.
  only_listening=yes
  for port in $PORTS; do
    stop_one "$port" &
    set -- "$@" "$!"
  done
  shift
  failed=
  for child in "$@"; do
    wait "$child" || failed=yes
  done
  if [ -z "$failed" ] && [ -d "$DIRECTORY" ]; then
    rm -f "$DIRECTORY/cluster.json" "$DIRECTORY"/[0-9]*.hold
    if [ "$ON_DESTROY" = delete ]; then remove_directory; fi
  fi
  end_answer
}

# Fails with its line "failed".
stop_one() {
  choose_instance "$1"
  if answer=$(stop_instance 2>&1); then
    echo "$answer"
  else
    echo "failed ${PORT:?} $(printf '%s' "$answer" | tr '\n' ' ')"
    return 1
  fi
}

stop_instance() {
  if find_server; then
    stop
    if find_server; then fail "Cannot stop $ADDRESS:$PORT: process ${pid:?} serves it again"; fi
    answer=stopped
  else
    answer=absent
  fi
  if [ "$ON_DESTROY" = delete ]; then remove_files; fi
  echo "$answer $PORT"
}

main "$@" </dev/null
