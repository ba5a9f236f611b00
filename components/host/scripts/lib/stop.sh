# shellcheck shell=sh
# Comes after server.sh. Needs ADDRESS, PORT and DIRECTORY, and for a destroy ON_DESTROY.

# $1 is SAVE or NOSAVE. Needs pid, find_client and read_conf. Tries for 30 s: a server refuses to stop while a
# replica's first append-only file is being written.
end_server() {
  mode=$1
  reply=
  retry 150 0.2 stops ||
    fail "Cannot stop ${ADDRESS:?}:${PORT:?}: its process ${pid:?} still runs: ${reply:-no reply}"
}

# Sets reply.
stops() {
  is_ours "$pid" || return 0
  ask_shutdown
  heed_reply
}

# Sets reply. Needs mode.
ask_shutdown() {
  reply=$(ASK_SECONDS=300 ask SHUTDOWN "$mode") || :
}

# True once the server has ended after the reply.
heed_reply() {
  case $reply in
    '') ;;
    # A password that was set by hand does not protect from the system's own way.
    *NOAUTH* | *WRONGPASS*) kill "$pid" ;;
    *) return 1 ;;
  esac
  wait_gone "$pid"
}

# Sets mode. Needs find_client and read_conf. Without an append-only file only a snapshot keeps the keys; with one a
# snapshot only costs time.
choose_mode() {
  mode=NOSAVE
  [ "${ON_DESTROY:?}" != delete ] || return 0
  case ${newline:?}$(ask CONFIG GET appendonly)$newline in
    *"${newline}yes$newline"*) ;;
    *) mode=SAVE ;;
  esac
}

remove_files() {
  said=$(exec rm -rf "${data_dir:?}" "${conf:?}" "$conf".* "${log:?}" 2>&1) ||
    fail "Cannot delete the files of $ADDRESS:$PORT: ${said##*: }"
}

# Removes the directory once it contains no instance.
remove_directory() {
  # A node that was left stopped has a directory, but no conf.
  for other in "${DIRECTORY:?}"/*.conf "$DIRECTORY"/[0-9]*/; do
    if [ -e "$other" ]; then return 0; fi
  done
  rm -f "$DIRECTORY/.lock" "$DIRECTORY"/.node-*
  rmdir "$DIRECTORY" 2>/dev/null || :
}
