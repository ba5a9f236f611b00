# shellcheck shell=sh disable=SC2317
# One redis-server instance: its directory, its configuration, its process. Comes after all of lib/ but
# advice.sh in the file that install.sh installs; run.sh runs it by:
# env DIRECTORY=.. ADDRESS=.. PORT=.. SERVER=.. SCRIPT=.. sh -eu -s ACTION
#
#   create   creates the node, or finds it unchanged. Only it starts a server that never ran, and only
#            where PEERS_KNOW is "no", neither "yes" nor "unknown": an empty server on an address that a
#            replica knows would wipe the replica.
#   update   starts a stopped server on its identity and data only. A server that runs is left alone: a
#            changed configuration is staged as PORT.conf.next.
#
# No action stops a server that another run started: only stop.sh does, for the whole cluster.
# CONF comes on standard input, since it may hold a password. Both print one line of JSON. Exit codes: 1 after a
# failure; 0 if ON_FAILURE is "report" and a creation fails, whose reason is then the answer: converge has to run all
# the same, as it alone can stop what the other creations have started.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${PORT:?}" "${SERVER:?}" "${SCRIPT:?}"

create() {
  : "${PEERS_KNOW:?}"
  prepare
  if [ -n "${pid?}" ]; then
    change_conf
  elif ! has_identity && has_data; then
    fail "Cannot start $ADDRESS:$PORT: ${data_dir:?} has data but no ${PORT}_node.conf. A start would give" \
      "it a new identity. Restore that file, or move $data_dir aside if you do not need its data"
  elif has_identity && ! has_data && ! is_isolated; then
    # Only converge knows whether a replica would copy an empty server.
    report_stopped "its data is missing in $data_dir"
    return
  elif ! has_identity && [ "$PEERS_KNOW" = unknown ]; then
    fail "Cannot start $ADDRESS:$PORT for the first time: not every host could be inspected. Servers there" \
      "may know this address, and an empty server would wipe their copies. Make every host reachable," \
      "then try again"
  elif ! has_identity && [ "$PEERS_KNOW" = yes ]; then
    report_stopped "its peers know this address, and an empty server there would wipe its replicas"
    return
  elif ! has_identity && is_member; then
    report_stopped "its identity is missing, and it is a member of the cluster. Restore $data_dir"
    return
  else
    if has_files; then is_first=no; else is_first=yes; fi
    prepare_start
    trap 'undo_start' EXIT
    start_recorded
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
    start_recorded
  else
    write_conf
    report_stopped "its identity or its data is missing, and only the first creation starts an empty server"
    return
  fi
  report
}

prepare() {
  require_readable "${data_dir:?}" "${conf:?}"
  make_directory
  find_client
  lock_shared
  lock_node
  find_server || :
  read_conf
}

change_conf() {
  stage_conf
  # Those of the test server.
  server_facts=
  # Last: of nodes that change at the same time one sees the configurations of all.
  if [ -e "${conf:?}.next" ]; then check_memory; fi
}

prepare_start() {
  check_ports
  check_owner
  check_disk
  # The first configuration is tested by the server that starts on it, unless that has data to load before.
  if { [ -e "$conf" ] || has_data; } && ! is_active; then test_conf; fi
  write_conf
  check_memory
}

# Shared and without waiting: node scripts run in parallel, but not during a converge.
lock_shared() {
  exec 9>>"$DIRECTORY/.lock"
  if take_lock -sn 9; then return 0; fi
  [ -z "$lock_problem" ] || fail "Cannot $action $ADDRESS:$PORT: $lock_problem"
  fail "Cannot $action $ADDRESS:$PORT: another run holds the lock $DIRECTORY/.lock:" \
    "$(cat "$DIRECTORY/.lock"). Wait until it has ended, then try again"
}

# Exclusive: of two runs at once the second finds the server that the first one started, not a port in use.
lock_node() {
  [ -d "$data_dir" ] || return 0
  exec 8<"$data_dir"
  retry 300 0.1 flock -xn 8 ||
    fail "Cannot $action $ADDRESS:$PORT: another run has worked on it for 30 s. Wait until that has ended," \
      "then try again"
}

# A failed creation leaves no process, and of a first start no identity that a later run would take for a member.
undo_start() {
  if find_server; then kill "$pid" && wait_gone "$pid"; fi
  if [ "$is_first" = yes ]; then remove_start; fi
}

create_or_report() {
  {
    # Not behind "||", where a failing command would no longer end it.
    set +e
    reason=$(
      set -e
      create 2>&1 >&3 3>&-
    )
    code=$?
    set -e
  } 3>&1
  case $code in
    0) printf '%s' "$reason" >&2 ;;
    *)
      failed='"failed":true,'
      report_stopped "${reason:-Cannot create $ADDRESS:$PORT: its script ended with exit code $code}"
      ;;
  esac
}

# The arguments are the reason.
report_stopped() {
  begin_answer
  printf '{"running":false,%s"reason":' "${failed?}"
  json_string "$*"
  printf '}\n'
  end_answer
}

report() {
  said=
  if [ -z "$server_facts" ]; then
    said=$(ask_identity)
    read_facts "$said"
    said=$(printf '%s' "$said" | tail -n 2 | tr '\r\n' '  ')
  fi
  read -r run_id process_id server_kind version node_id <<FACTS
$server_facts
FACTS
  # A server that loads its data does not say it, and neither does a replica of Redis 5 that has no data yet.
  case $node_id in
    LOADING* | MASTERDOWN*) node_id=$(own_id) ;;
  esac
  case $node_id in
    *[!0-9a-f]* | '')
      fail "Cannot use the server on $ADDRESS:$PORT: it has no node ID. It replied: ${node_id:-$said}"
      ;;
  esac
  begin_answer
  printf '{"running":true,"nodeId":"%s","runId":' "$node_id"
  json_string "$run_id"
  printf ',"pid":%s,"server":"%s","version":' "$process_id" "$server_kind"
  json_string "$version"
  printf '}\n'
  end_answer
}

ask_identity() {
  ask <<COMMANDS
INFO server
CLUSTER MYID
COMMANDS
}

main() {
  action=$1
  failed=
  choose_instance "$PORT"
  case $action-${ON_FAILURE-} in
    create-report) create_or_report ;;
    create-* | update-*) "$action" ;;
    *) fail "Cannot run the node script: its actions are create and update, not \"$action\"" ;;
  esac
  # Without this run.sh would take the script for truncated.
  exit 0
}

main "$@" </dev/null
