# shellcheck shell=sh disable=SC2034
# Stops the servers of this host's nodes, and shows that they have ended. Comes after base.sh, instance.sh,
# server.sh, ports.sh and lib/stop.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. ON_DESTROY=.. PORTS='7000 7001' sh -eu -s stop
#
# Prints one line for each port: "stopped PORT", "absent PORT" if no server ran, "failed PORT REASON"; then, if
# none failed, gives up the cluster's record; with ON_DESTROY "delete" removes the nodes' files.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${ON_DESTROY:?}" "${PORTS?}"

# A node tries ten times a second to reach each node that has ended: with many nodes that takes more time than stopping
# them. So all servers are ready to stop before the first ends, and nothing else is done before the last has ended.
main() {
  begin_answer
  # Each of many nodes would read the connections of all.
  only_listening=yes
  answers=
  for port in $PORTS; do answers=$answers$port${newline:?}; done
  answers=$(for_each prepare "$answers")
  answers=$(for_each send "$answers")
  answers=$(for_each end "$answers")
  answers=$(for_each finish "$answers")
  printf '%s' "${answers:+$answers$newline}"
  if all_ended && [ -d "$DIRECTORY" ]; then
    rm -f "$DIRECTORY/cluster.json" "$DIRECTORY"/[0-9]*.hold
    if [ "$ON_DESTROY" = delete ]; then remove_directory; fi
  fi
  end_answer
}

# Each port has its answer, and none is "failed".
all_ended() {
  for port in $PORTS; do
    case $newline$answers$newline in
      *"${newline}stopped $port$newline"* | *"${newline}absent $port$newline"*) ;;
      *) return 1 ;;
    esac
  done
}

# for_each FUNCTION LINES: calls it with each line, all at the same time. Each call prints one line.
for_each() {
  while read -r line; do
    if [ -n "$line" ]; then "$1" "$line" </dev/null & fi
  done <<LINES
$2
LINES
  wait
}

# Prints "ready PORT PID MODE LOGIN CLIENT", or "absent PORT", or "failed PORT REASON".
prepare() {
  attempt "$1" find_and_ask
}

# For "ready .." prints "sent PORT PID MODE REPLY"; other lines unchanged. Many run at once, so it forks little.
send() {
  case $1 in
    'ready '*) ;;
    *)
      printf '%s\n' "$1"
      return
      ;;
  esac
  read -r _ port pid mode login client <<READY
$1
READY
  choose_instance "$port"
  login_conf=
  if [ "$login" = password ]; then read_conf; fi
  ask_shutdown
  printf 'sent %s %s %s %s\n' "$port" "$pid" "$mode" "${reply%%"$newline"*}"
}

# For "sent .." prints "ended PORT" or "failed PORT REASON"; other lines unchanged.
end() {
  case $1 in
    'sent '*)
      read -r _ port pid mode reply <<SENT
$1
SENT
      attempt "$port" see_end
      ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# For "ended PORT" prints "stopped PORT" or "failed PORT REASON"; other lines unchanged.
finish() {
  case $1 in
    'ended '*) attempt "${1#* }" show_end ;;
    'absent '*) attempt "${1#* }" leave absent ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# attempt PORT FUNCTION ..: prints what it prints, or "failed PORT REASON".
attempt() {
  choose_instance "$1"
  shift
  if answer=$("$@" 2>&1); then
    printf '%s\n' "$answer"
  else
    printf 'failed %s %s\n' "${PORT:?}" "$(printf '%s' "$answer" | tr '\n' ' ')"
  fi
}

find_and_ask() {
  if find_server; then
    find_client
    read_conf
    choose_mode
    read_password "$login_conf"
    login=${password:+password}
    echo "ready $PORT ${pid:?} ${mode:?} ${login:-none} ${client:?}"
  else
    echo "absent $PORT"
  fi
}

see_end() {
  if ! heed_reply; then
    find_client
    read_conf
    end_server "$mode"
  fi
  echo "ended $PORT"
}

show_end() {
  if find_server; then fail "Cannot stop $ADDRESS:$PORT: process ${pid:?} serves it again"; fi
  leave stopped
}

# leave ANSWER
leave() {
  if [ "$ON_DESTROY" = delete ]; then remove_files; fi
  echo "$1 $PORT"
}

main "$@" </dev/null
