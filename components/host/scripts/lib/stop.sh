# shellcheck shell=sh
# Comes after server.sh. Needs ADDRESS, PORT, DIRECTORY, ON_DESTROY and LOGIN.

# An empty member counts too: it owns slots, or is the replica of a primary.
check_hold() {
  [ ! -e "${hold:?}" ] ||
    fail "Cannot stop ${ADDRESS:?}:${PORT:?}: it is a member of a cluster. Put it back into the stack's" \
      "hosts, or destroy the whole stack. If you do not need its data, allow the stop by:" \
      "ssh ${LOGIN:?} rm $hold"
}

# Tries for 30 s: a server refuses to stop while a replica's first append-only file is being written.
stop() {
  find_client
  read_conf
  choose_mode
  reply=
  retry 150 0.2 stops ||
    fail "Cannot stop $ADDRESS:$PORT: its process ${pid:?} still runs: ${reply:-no reply}"
}

# Sets reply.
stops() {
  is_ours "$pid" || return 0
  reply=$(ASK_SECONDS=300 ask SHUTDOWN "$mode") || :
  [ -z "$reply" ] && wait_gone "$pid"
}

# Sets mode. Without an append-only file only a snapshot keeps the keys; with one a snapshot only costs time.
choose_mode() {
  mode=NOSAVE
  [ "${ON_DESTROY:?}" != delete ] || return 0
  case ${newline:?}$(ask CONFIG GET appendonly)$newline in
    *"${newline}yes$newline"*) ;;
    *) mode=SAVE ;;
  esac
}

# With the last instance removes the directory too.
remove_files() {
  rm -rf "${data_dir:?}" "${conf:?}" "$conf".* "${log:?}" "$hold" "$hold.new"
  # A node that was left stopped has a directory, but no conf.
  for other in "${DIRECTORY:?}"/*.conf "$DIRECTORY"/[0-9]*/; do
    if [ -e "$other" ]; then return 0; fi
  done
  rm -f "$DIRECTORY/.lock" "$DIRECTORY"/.node-*
  rmdir "$DIRECTORY" 2>/dev/null || :
}
