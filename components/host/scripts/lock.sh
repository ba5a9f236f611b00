# shellcheck shell=sh disable=SC2317
# Holds this host's lock for one run of converge, claim or stop and carries out its requests meanwhile. Comes after
# base.sh, instance.sh, server.sh, conf.sh, ports.sh, preflight.sh, lib/stop.sh, removal.sh and discard.sh, on input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. WHO=.. MAKE=.. SILENCE=.. sh -eu -s lock
#
# Says "locked", then reads requests, one a line, and answers each with one line:
#   record - JSON      -> "done"; writes the cluster's record (base64)
#   pidfile PORT       -> "done"; writes the missing PID file of a running server
#   start PORT         -> "done"; starts a stopped server on its data
#   startempty PORT    -> "done"; the same without data: damaged or old data are moved aside
#   startnew PORT CONF -> "done"; starts a server that has no identity, on the configuration (base64): data that are
#                         found without one are moved aside. Only for an address that no node knows
#   stop PORT CONF     -> "done"; ends a server whose directory was removed, without saving. Uses CONF's password
#   remove PORT        -> "done"; stops the server of a node that has left the cluster, if it runs, and renames its
#                         directory; after the host's last node also removes what the stack keeps for the host
#   stage PORT CONF    -> "done"; tests the configuration (base64), records its values and stages it
#   activate PORT      -> "done"; makes the staged configuration the active one
#   restrict PORT      -> "done"; takes the node's files from other users
#   pending PORT NAMES -> "done"; records more directives that take effect at the next restart
#   firststart PORT    -> "done" if the server started for the first time since the claim of an unformed cluster
#   discard PORT       -> "done"; stops an unused server of a cluster that was never formed, removes its files
#   beat               -> nothing; the client is alive. SILENCE seconds without a line end the lock.
# A request that fails is answered "failed REASON". Without a DIRECTORY it makes one if MAKE is "yes", or else
# says "absent" and ends; if another run holds the lock, "held WHO"; if it cannot lock, "failed REASON". Each answer
# is a line of say() in base.sh. Exit codes: 0 the client left; 1 it cannot lock; 75 it is held.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${WHO:?}" "${MAKE:?}" "${SILENCE:?}"

lock() {
  if [ "$MAKE" = yes ]; then
    said=$(exec mkdir -p "$DIRECTORY" 2>&1) || {
      say "failed $DIRECTORY cannot be created: ${said##*: }"
      exit 1
    }
  elif [ ! -d "$DIRECTORY" ]; then
    say absent
    exit 1
  fi
  exec 9>>"$DIRECTORY/.lock"
  # The node scripts of the same run hold the lock for moments.
  retry 20 0.1 is_lock_decided || {
    say "held $(cat "$DIRECTORY/.lock")"
    exit 75
  }
  [ -z "$lock_problem" ] || give_up "$lock_problem"
  { printf '%s\n' "$WHO" >"$DIRECTORY/.lock"; } 2>/dev/null ||
    give_up "$DIRECTORY/.lock cannot be written: $(free_space "$DIRECTORY")"
  say locked
}

# The lock is taken, or cannot be taken at all.
is_lock_decided() {
  take_lock -xn 9 || [ -n "$lock_problem" ]
}

give_up() {
  say "failed $*"
  exit 1
}

serve() {
  rest=
  # The point keeps the end of the line, which a shell would cut off.
  while chunk=$(
    timeout "$SILENCE" dd bs=4096 count=1 2>/dev/null 9>&- || :
    echo .
  ) && [ "$chunk" != . ]; do
    text=$rest${chunk%.}
    rest=${text##*"${newline:?}"}
    answer_all "${text%"$rest"}"
  done
  : >"$DIRECTORY/.lock"
}

answer_all() {
  while read -r verb port argument; do
    case $verb in
      beat | '') ;;
      *) answer "$verb" "$port" "$argument" ;;
    esac
  done <<REQUESTS
$1
REQUESTS
}

answer() {
  choose_instance "$2"
  if reason=$("on_$1" "$3" 2>&1); then
    say "done"
  else
    say "failed $(printf '%s' "$reason" | tr '\n' ' ')"
  fi
}

on_record() {
  text=$(printf '%s' "$1" | base64 -d) || fail "the record arrived incomplete"
  write_file "$DIRECTORY/cluster.json" "$text$newline"
  rm -f "$DIRECTORY"/[0-9]*.hold
}

on_pidfile() {
  find_server || fail "no server runs in ${data_dir:?}"
  write_file "${pidfile:?}" "${pid:?}$newline"
}

on_start() {
  if find_pid; then return 0; fi
  if ! has_identity || ! has_data; then fail "its identity or its data is missing in ${data_dir:?}"; fi
  find_client
  read_conf
  start_recorded
}

on_startempty() {
  if find_pid; then return 0; fi
  has_identity || fail "its identity is missing in ${data_dir:?}"
  if has_data && ! is_damaged; then fail "it has data in $data_dir"; fi
  move_data_aside
  find_client
  read_conf
  start_recorded
}

on_startnew() {
  if find_pid; then return 0; fi
  if has_identity && ! is_isolated; then fail "it has an identity in ${data_dir:?}"; fi
  read_declared "$1"
  find_client
  find_server || check_ports
  make_directory
  read_conf
  move_data_aside
  remove "${identity:?}"
  check_disk
  write_conf
  check_memory
  start_recorded
}

on_stop() {
  find_server || return 0
  works_in_removed "${pid:?}" || fail "its directory ${data_dir:?} exists"
  read_declared "$1"
  find_client
  read_conf
  end_server NOSAVE
}

on_stage() {
  find_client
  read_conf
  read_declared "$1"
  stage_conf
}

# Sets CONF to the text that $1 is in base64.
read_declared() {
  CONF=$(printf '%s' "$1" | base64 -d && echo .) || fail "the configuration arrived incomplete"
  CONF=${CONF%.}
}

on_activate() {
  if [ -e "${conf:?}.next" ]; then mv -f "$conf.next" "$conf"; fi
  remove "$conf.pending"
}

on_restrict() {
  # A file may be removed meanwhile; in a directory of mode 700 none can be read.
  chmod -R go= "${data_dir:?}/." 2>/dev/null || :
  chmod 700 "$data_dir/."
  for file in "${log:?}" "$conf" "$conf".*; do
    if [ -e "$file" ]; then chmod g-wx,o= "$file"; fi
  done
}

on_firststart() {
  require_first_start
}

on_discard() {
  discard
}

on_pending() {
  read_line "$conf.pending"
  write_file "$conf.pending" "${line:+$line,}$1$newline"
}

main() {
  lock
  serve
  # A shell that reads its script from standard input would go on reading, and keep the lock.
  exit 0
}

main "$@"
