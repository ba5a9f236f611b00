# shellcheck shell=sh disable=SC2012,SC3013
# Reports the files of this host's nodes and changes nothing. Comes after CONF, base.sh, instance.sh,
# ports.sh, server.sh, conf.sh, preflight.sh and check.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. PORTS='7000 7001' SCRIPT=.. sh -eu -s inspect
#
# Prints for each port "node PORT IDENTITY DATA PROCESS": yes or no; yes, no or damaged; and stopped, running,
# lost-pidfile (running without its PID file) or lost-directory (running, its data directory was removed); then "peers PORT NAME .." for each
# nodes.conf, "held PORT .." of the hold files of a former version, "record JSON" of the cluster's record,
# "identity PATH" of each nodes.conf under another name than the stack's, "addresses ADDRESS .." of the host's
# interfaces, "script STATE" of the node script: yes, other or no, "exposed PORT .." of the nodes whose files other
# users can read, "login USER", "runs PORT USER" for each server that listens, "program VERSION" with what SERVER
# prints, if it runs, the files of conf.sh line by line, each line after the file's name: "7000.conf.next port 7000";
# and, unless CONF is empty, the lines "check .." of check.sh.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${CONF?}" "${PORTS?}" "${SCRIPT:?}"

main() {
  begin_answer
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
    if [ "$state$kept" = stoppedyes ] && is_damaged; then kept=damaged; fi
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
  echo "exposed$(exposed_ports)"
  print_users
  print_program
  shift
  [ $# -eq 0 ] || awk 'FNR == 1 { name = FILENAME; sub(".*/", "", name) } { print name " " $0 }' "$@"
  if [ -n "$CONF" ]; then check_all; fi
  end_answer
}

check_all() {
  if [ -n "$stopped" ]; then check_starts "$stopped"; fi
  for port in $PORTS; do
    check_conf "$port" "$stopped"
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

# The owner of a socket is known also where the process of another user cannot be seen. Of two owners, at
# different addresses, it is not known which one is the server: then none is printed.
print_users() {
  awk -v login="$(id -u)" -v ports="$PORTS" '
    BEGIN {
      split(ports, list, " ")
      while ((getline line < "/etc/passwd") > 0) {
        split(line, field, ":")
        if (!(field[3] in names)) names[field[3]] = field[1]
      }
      print "login " name_of(login)
      read_sockets("/proc/net/tcp")
      read_sockets("/proc/net/tcp6")
      for (port in owner) if (!(port in several)) print "runs " port " " name_of(owner[port])
    }
    function name_of(uid) { return uid in names ? names[uid] : uid }
    function read_sockets(file) {
      while ((getline < file) > 0) {
        if ($4 != "0A") continue
        split($2, at, ":")
        for (i in list) if (at[2] == sprintf("%04X", list[i])) note(list[i], $8)
      }
    }
    function note(port, uid) {
      if (port in owner && owner[port] != uid) several[port] = 1
      owner[port] = uid
    }' </dev/null 2>/dev/null
}

# Prints "program Redis server v=7.0.15 sha=00000000:0 ..".
print_program() {
  printed=$(timeout 5 "$SERVER" --version 2>/dev/null) || return 0
  echo "program ${printed%%"${newline:?}"*}"
}

# Prints " 7000 7001", of files that the login user may restrict: its own, or any for root.
exposed_ports() {
  set --
  for port in $PORTS; do
    for file in "$DIRECTORY/$port" "$DIRECTORY/$port.log" "$DIRECTORY/$port.conf"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
  done
  [ $# -gt 0 ] || return 0
  # A data directory is for its user alone, a log and a configuration are for the group too.
  ls -ldnL "$@" | awk -v user="$(id -u)" '
    user != 0 && $3 != user { next }
    substr($1, 1, 1) == "d" ? substr($1, 5, 6) != "------" : substr($1, 8, 3) != "---" {
      port = $NF
      sub(/.*\//, "", port)
      sub(/\..*/, "", port)
      if (!seen[port]++) printf " %s", port
    }'
}

main "$@" </dev/null
