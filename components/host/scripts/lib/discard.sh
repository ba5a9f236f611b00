# shellcheck shell=sh disable=SC3013
# Undoes the first start of a node whose cluster was never formed. Comes after server.sh and stop.sh. Needs ADDRESS,
# PORT and DIRECTORY.

# Fails unless the cluster was never formed, and this instance started for the first time since it was claimed: all
# its files are of that time.
require_first_start() {
  claimed=${DIRECTORY:?}/cluster.json
  grep -qs '"members":{}' "$claimed" || fail "the record of its host names members, or is missing"
  find_pid || fail "no server with a PID file runs there"
  for file in "${pidfile:?}" "${data_dir:?}"/appendonlydir/* "$data_dir"/*.aof "$data_dir"/*.rdb; do
    [ ! "$claimed" -nt "$file" ] || [ ! -e "$file" ] || fail "$file is older than the claim of the cluster"
  done
}

# Stops the server of this instance and removes its identity and its empty data. Fails, and changes nothing, unless
# this is its first start, and the server has no peer, no slot and no key.
discard() {
  require_first_start
  find_client
  read_conf
  require_unused "$(ask_use)"
  # shellcheck disable=SC2034
  mode=NOSAVE
  reply=
  retry 150 0.2 stops || fail "its process ${pid:?} still runs: ${reply:-no reply}"
  remove_start
}

ask_use() {
  ask <<COMMANDS
CLUSTER INFO
INFO keyspace
COMMANDS
}

# $1 are the replies of ask_use. A server without slots accepts no key, so that none can come meanwhile.
require_unused() {
  case $1 in
    *'# Keyspace'*keys=*) fail "it has keys" ;;
    *cluster_slots_assigned:0*cluster_known_nodes:1[!0-9]*'# Keyspace'*) ;;
    *) fail "it has peers or slots, or does not answer: $(printf '%s' "$1" | tr '\r\n' '  ')" ;;
  esac
}
