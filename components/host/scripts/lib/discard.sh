# shellcheck shell=sh disable=SC3013
# Undoes the first start of a node whose cluster was never formed. Comes after server.sh and stop.sh. Needs ADDRESS,
# PORT and DIRECTORY.

# Stops the server of this instance and removes its identity and its empty data. Fails, and changes nothing, unless
# the server is in no cluster, owns no slot and has no key, and was started after the cluster was claimed.
discard() {
  grep -qs '"members":{}' "${DIRECTORY:?}/cluster.json" ||
    fail "the record of its host does not say that the cluster was never formed"
  find_pid || fail "no server with a PID file runs there"
  [ ! "$DIRECTORY/cluster.json" -nt "${pidfile:?}" ] || fail "it was started before the cluster was claimed"
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
