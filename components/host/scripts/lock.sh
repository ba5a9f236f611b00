# shellcheck shell=sh disable=SC2154,SC2317
# Holds this host's lock for one run of converge and does its small acts meanwhile. Comes after
# instance.sh, server.sh and conf.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. WHO=.. sh -eu -s lock
#
# After the line "locked" it reads commands, one a line, and answers each with one line:
#   hold PORT ID    -> "done"      release PORT -> "done"      start PORT -> "done"
#   stage PORT CONF -> "done"; tries the conf (base64), records it and lays it beside the one in force
#   activate PORT   -> "done"; puts the conf that lies beside in the place of the one in force
#   pending PORT NAMES -> "done"; writes down further directives that take a restart
#   beat            -> nothing; it says that the client lives. Five silent seconds end the lock.
# A failed command is answered "failed REASON". Where there is no DIRECTORY it says "absent" and ends.
# Exit codes: 0 the client is gone; 1 it cannot lock; 75 the lock is held.

lock() {
  if [ ! -d "$DIRECTORY" ]; then
    echo absent
    fail "it has no folder $DIRECTORY"
  fi
  exec 9>>"$DIRECTORY/.lock"
  lock_exclusive
  { printf '%s\n' "$WHO" >"$DIRECTORY/.lock"; } 2>/dev/null ||
    fail "$DIRECTORY/.lock cannot be written: $(free_space)"
  echo locked
  rest=
  # The point keeps the end of the line, which a shell would cut off.
  while chunk=$(
    timeout 5 dd bs=4096 count=1 2>/dev/null 9>&- || :
    echo .
  ) && [ "$chunk" != . ]; do
    text=$rest${chunk%.}
    rest=${text##*"
"}
    obey_all "${text%"$rest"}"
  done
  : >"$DIRECTORY/.lock"
}

# Waits 2 s for the node scripts of the same run, which hold the lock for moments.
lock_exclusive() {
  tries=0
  until flock -xn 9; do
    tries=$((tries + 1))
    if [ "$tries" -ge 20 ]; then
      echo "held $(cat "$DIRECTORY/.lock")"
      exit 75
    fi
    sleep 0.1
  done
}

obey_all() {
  while read -r verb port argument; do
    case $verb in
      beat | '') ;;
      *) obey "$verb" "$port" "$argument" ;;
    esac
  done <<COMMANDS
$1
COMMANDS
}

obey() {
  choose_instance "$2"
  if reason=$("act_$1" "$3" 2>&1); then
    echo "done"
  else
    echo "failed $(echo "$reason" | tr '\n' ' ')"
  fi
}

act_hold() {
  write_file "$hold" "$1
"
}

act_release() {
  remove "$hold"
}

act_start() {
  if find_pid; then return 0; fi
  if ! has_identity || ! has_data; then fail "its identity or its data is gone from $home"; fi
  find_client
  read_conf
  start_server
}

act_stage() {
  find_client
  read_conf
  CONF=$(printf '%s' "$1" | base64 -d && echo .) || fail "the conf did not arrive"
  CONF=${CONF%.}
  stage_conf
}

act_activate() {
  if [ -e "$conf.next" ]; then mv -f "$conf.next" "$conf"; fi
  remove "$conf.pending"
}

act_pending() {
  read_line "$conf.pending"
  write_file "$conf.pending" "${line:+$line,}$1
"
}

main() {
  lock
  # A shell that is fed by standard input would go on to read it, with the lock in its hand.
  exit 0
}

main "$@"
