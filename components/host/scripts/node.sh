# shellcheck shell=sh disable=SC2012,SC2154,SC2317
# One redis-server instance: its folder, its conf, its process. Comes after instance.sh,
# server.sh, conf.sh, ports.sh and preflight.sh in one file that install.sh lays on the host, and run.sh runs by:
# env DIRECTORY=.. ADDRESS=.. PORT=.. SERVER=.. ON_DESTROY=.. LOGIN=.. SCRIPT=.. sh -eu -s ACTION
#
#   create   makes the node or finds it as it is. Alone in that it may start a server that never ran,
#            and only where PEERS_KNOW is "no", neither "yes" nor "unknown": an empty server on an
#            address that a replica knows would wipe the replica.
#   update   writes a changed conf; starts a stopped server only on its own identity and data.
#            A server that runs is left alone: a changed conf lies beside it as PORT.conf.next.
#   delete   stops the server, by ON_DESTROY "keep" with all its data, by "delete" removes them.
#
# CONF comes by standard input, as it may hold a password. Prints one line of JSON. Exit 0: done; else: a sentence.

create() {
  prepare
  if [ -n "$pid" ]; then
    change_conf
  elif ! has_identity && has_data; then
    fail "Cannot start $ADDRESS:$PORT as $home holds data but its ${PORT}_node.conf is gone:" \
      "a start would give it a new identity. Bring the file back, or move $home away if its data may go"
  elif has_identity && ! has_data && ! is_lonely; then
    fail "Cannot start $ADDRESS:$PORT as $home has an identity but its data is gone:" \
      "a start would wipe its replicas. Bring the data back, or move $home away to join it as a new node"
  elif ! has_identity && [ "$PEERS_KNOW" = unknown ]; then
    fail "Cannot start $ADDRESS:$PORT for the first time as not every host could be looked at: servers there may know" \
      "this address, and an empty server would wipe their copies. Make every host reachable, then try again"
  elif ! has_identity && [ "$PEERS_KNOW" = yes ]; then
    report_stopped "its peers know this address, and an empty server there would wipe its replicas"
    return
  elif ! has_identity && [ -e "$hold" ]; then
    report_stopped "its identity is gone, and by $PORT.hold it is a member of a cluster: bring its folder back, or remove that file to let it start empty"
    return
  else
    prepare_start
    trap 'stop_started' EXIT
    start_server
    try_directives ask
    trap - EXIT
  fi
  report
}

update() {
  prepare
  if [ -n "$pid" ]; then
    change_conf
  elif has_identity && has_data; then
    prepare_start
    start_server
  else
    write_conf
    report_stopped "its identity or its data is gone, and only a first creation starts an empty server"
    return
  fi
  report
}

delete() {
  [ -d "$DIRECTORY" ] || return 0
  lock_shared
  lock_node
  find_pid || :
  check_hold
  if [ -n "$pid" ]; then stop; fi
  if [ "$ON_DESTROY" = delete ]; then remove_files; fi
}

prepare() {
  make_folder
  find_client
  lock_shared
  lock_node
  find_pid || :
  read_conf
}

# Of a server that runs. Of nodes that change at the same time the last one sees the confs of all.
change_conf() {
  stage_conf
  if [ -e "$conf.next" ]; then check_memory; fi
}

# Shared and without waiting: nodes do not hinder each other, a converge under way hinders all.
lock_shared() {
  exec 9>>"$DIRECTORY/.lock"
  flock -sn 9 || fail "Cannot work on $ADDRESS:$PORT as another run holds the lock $DIRECTORY/.lock:" \
    "$(cat "$DIRECTORY/.lock"). Wait until it has ended, then try again"
}

# A conf that replaces another is tried before; with the first one the new server itself is.
test_changed() {
  if [ -e "$conf" ] && ! is_active; then test_conf; fi
}

# Alone: of two runs at once the second finds the server that the first one started, not a taken port.
lock_node() {
  [ -d "$home" ] || return 0
  exec 8<"$home"
  tries=0
  until flock -xn 8; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] ||
      fail "Cannot work on $ADDRESS:$PORT as another run has worked on it for 30 s: wait until it has ended, then try again"
    sleep 0.1
  done
}

# A failed creation leaves no process behind.
stop_started() {
  find_pid || return 0
  kill "$pid" && wait_gone "$pid"
}

# An empty member is one too: it owns slots, or stands by for a primary.
check_hold() {
  [ ! -e "$hold" ] ||
    fail "Cannot stop $ADDRESS:$PORT as it is a member of a cluster: put it back into the stack's hosts, or destroy" \
      "the whole stack. If it may go with all that it holds, allow that by: ssh $LOGIN rm $hold"
}

# Tries for 30 s: a server refuses to stop while a replica's first append-only file is being written.
stop() {
  find_client
  read_conf
  choose_mode
  tries=0
  while is_ours "$pid"; do
    said=$(ASK_SECONDS=300 ask SHUTDOWN "$mode") || :
    if [ -z "$said" ]; then wait_gone "$pid" || :; else sleep 0.2; fi
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || fail "Cannot stop $ADDRESS:$PORT as its process $pid stays: ${said:-no reply}"
  done
}

# Without an append-only file only a snapshot keeps the keys; with one a snapshot would only cost time.
choose_mode() {
  mode=NOSAVE
  [ "$ON_DESTROY" != delete ] || return 0
  case $newline$(ask CONFIG GET appendonly)$newline in
    *"${newline}yes$newline"*) ;;
    *) mode=SAVE ;;
  esac
}

remove_files() {
  rm -rf "$home" "$conf" "$conf".* "$log" "$hold" "$hold.new"
  # The last node takes the lock, the script and the folder with it. One that was left stopped has no conf.
  for other in "$DIRECTORY"/*.conf "$DIRECTORY"/[0-9]*/; do
    if [ -e "$other" ]; then return 0; fi
  done
  rm -f "$DIRECTORY/.lock" "$DIRECTORY"/.node-*
  rmdir "$DIRECTORY" 2>/dev/null || :
}

report_stopped() {
  printf '{"running":false,"reason":"%s"}\n' "$1"
}

report() {
  if [ -z "$id" ]; then
    read_facts "$(ask_identity)"
    read_names
  fi
  case $id in
    *[!0-9a-f]* | '') fail "Cannot use the server on $ADDRESS:$PORT as it does not run in cluster mode: $id" ;;
  esac
  printf '{"running":true,"nodeId":"%s","runId":"%s","pid":%s,"server":"%s","version":"%s"}\n' \
    "$id" "$run_id" "$process_id" "$name" "$version"
}

# Prints what ask_facts does, but for the directives.
ask_identity() {
  ask <<COMMANDS
PING
INFO server
CLUSTER MYID
COMMANDS
}

main() {
  # Of a server that is started here; of one that runs it is asked for at the end.
  id=
  choose_instance "$PORT"
  case $1 in
    create | update | delete) "$1" ;;
    *) fail "Cannot run the node script as \"$1\" is no action of it: create, update or delete" ;;
  esac
  # Or run.sh would take this file for one that was cut off.
  exit 0
}

main "$@" </dev/null
