# shellcheck shell=sh disable=SC3013
# Reports the files of this host's nodes and changes nothing. Comes after CONF, base.sh, instance.sh,
# ports.sh, server.sh, conf.sh, preflight.sh and check.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. PORTS='7000 7001' SCRIPT=.. sh -eu -s inspect
#
# Prints for each port "node PORT IDENTITY DATA PROCESS": yes or no, yes or no, and stopped, running, or
# lost-pidfile or lost-directory for a running server without that; then "peers PORT NAME .." for each
# nodes.conf, "held PORT .." of the hold files of a former version, "record JSON" of the cluster's record,
# "identity PATH" of each nodes.conf under another name than
# the stack's, "addresses ADDRESS .." of the host's interfaces, "script STATE" of the node script: yes, other or no, the files
# of conf.sh line by line, each line after the file's name: "7000.conf.next port 7000"; the lines "check .." of
# check.sh, unless CONF is empty; and at last "end".

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${CONF?}" "${PORTS?}" "${SCRIPT:?}"

main() {
  set -- "$DIRECTORY"
  stopped=
  for port in $PORTS; do
    choose_instance "$port"
    known=no kept=no
    if has_data; then kept=yes; fi
    # A first start that failed leaves an identity that nobody knows.
    if has_identity && { [ "$kept" = yes ] || ! is_isolated; }; then known=yes; fi
    state=$(process_state)
    if [ "$state" = stopped ]; then stopped="$stopped $port"; fi
    echo "node $port $known $kept $state"
    for file in "${conf:?}" "$conf.next" "$conf.effective" "$conf.pending"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
  done
  print_peers "$DIRECTORY"/[0-9]*/[0-9]*_node.conf
  echo "held$(held_ports)"
  if [ -e "$DIRECTORY/cluster.json" ]; then
    read_line "$DIRECTORY/cluster.json"
    echo "record ${line?}"
  fi
  print_other_identities
  echo "addresses$(own_addresses)"
  echo "script $(script_state)"
  shift
  [ $# -eq 0 ] || awk 'FNR == 1 { name = FILENAME; sub(".*/", "", name) } { print name " " $0 }' "$@"
  if [ -n "$CONF" ]; then check_all; fi
  echo end
}

check_all() {
  if [ -n "$stopped" ]; then check_starts "$stopped"; fi
  for port in $PORTS; do
    check_conf "$port"
    return
  done
}

process_state() {
  if find_pid; then
    echo running
  elif ! find_server; then
    echo stopped
  elif [ "/proc/${pid:?}/cwd" -ef "${data_dir:?}" ]; then
    echo lost-pidfile
  else
    echo lost-directory
  fi
}

# Prints the peers in each nodes.conf of $@, from lines "ID 10.0.0.5:7001@17001,NAME FLAGS ..".
print_peers() {
  [ -e "$1" ] || return 0
  awk '
    FNR == 1 {
      port = FILENAME
      sub(/.*\//, "", port)
      sub(/_.*/, "", port)
      printf "%speers %s", end, port
      end = "\n"
    }
    NF > 7 && $1 != "vars" && $3 !~ /myself|handshake|noaddr/ { sub(/@.*/, "", $2); printf " %s", $2 }
    END { printf "%s", end }' "$@"
}

# Servers that a person started have other names for it: nodes-7000.conf, or nodes.conf.
print_other_identities() {
  set -- "$DIRECTORY"/*.conf
  for port in $PORTS; do
    set -- "$@" "$DIRECTORY/$port"/*.conf
  done
  grep -ls '^[0-9a-f]\{40\} .*[ ,]myself[, ]' "$@" 2>/dev/null |
    awk '!/\/([0-9]+)\/[0-9]+_node\.conf$/ { print "identity " $0 }' || :
}

# Prints " 7000 7001".
held_ports() {
  for file in "$DIRECTORY"/*.hold; do
    name=${file##*/}
    if [ -e "$file" ]; then printf ' %s' "${name%.hold}"; fi
  done
}

# Prints "yes" if SCRIPT is installed, "other" if only another version's is; "no" also if SCRIPT is empty.
script_state() {
  if [ -s "$SCRIPT" ]; then
    echo yes
    return 0
  fi
  read_line "$DIRECTORY/.node-current"
  if [ "$line" != "${SCRIPT##*/}" ]; then
    for file in "$DIRECTORY"/.node-*.sh; do
      if [ -s "$file" ]; then
        echo other
        return 0
      fi
    done
  fi
  echo no
}

# Prints " 127.0.0.1 10.0.0.5".
own_addresses() {
  awk '/32 host LOCAL/ && !seen[last]++ { printf " %s", last } { last = $2 }' \
    /proc/net/fib_trie 2>/dev/null || :
}

main "$@" </dev/null
