# shellcheck shell=sh disable=SC2012,SC3013
# Reports the files of this host's nodes and changes nothing. Comes after CONF, base.sh, instance.sh,
# ports.sh, server.sh, conf.sh, preflight.sh, check.sh and identities.sh, all on standard input of:
# env DIRECTORY=.. ADDRESS=.. SERVER=.. PORTS='7000 7001' SCRIPT=.. sh -eu -s inspect
#
# Prints for each port "node PORT IDENTITY DATA PROCESS": yes or no; yes, no or damaged; and stopped, running,
# lost-pidfile (running without its PID file), lost-directory (running, its data directory was removed) or other
# (stopped, and another process listens on one of its ports); then "peers PORT NAME .." for each nodes.conf, "view PORT LINE" for the lines of it that print_views chooses, "held PORT .." of the hold files of a former version, "record JSON" of the cluster's record,
# "identity PATH" of each nodes.conf under another name than the stack's, "addresses ADDRESS .." of the host's
# interfaces, "script STATE" of the node script: yes, other or no, "exposed PORT .." of the nodes whose files other
# users can read, "login USER", "runs PORT USER" for each server that listens, "program VERSION" with what SERVER
# prints, if it runs, the files of conf.sh line by line, each line after the file's name: "7000.conf.next port 7000";
# and, unless CONF is empty, the lines "check .." of check.sh. Where the login user cannot read a node's files, there is
# only a line "check - ..", or it fails if CONF is empty.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SERVER:?}" "${CONF?}" "${PORTS?}" "${SCRIPT:?}"

main() {
  begin_answer
  unreadable=$(check_readable "$PORTS")
  if [ -n "$unreadable" ]; then
    # Without a declared configuration nobody reads checks.
    [ -n "$CONF" ] || fail "${unreadable#check - }"
    echo "$unreadable"
    end_answer
    return
  fi
  set -- "$DIRECTORY"
  stopped=
  for port in $PORTS; do
    choose_instance "$port"
    known=no kept=no
    if has_data; then kept=yes; fi
    # A first start that failed leaves an identity that nobody knows.
    if has_identity && { [ "$kept" = yes ] || ! is_isolated; }; then known=yes; fi
    state=$(process_state)
    case $state in
      stopped | other) stopped="$stopped $port" ;;
    esac
    if [ "$state$kept" = stoppedyes ] && is_damaged; then kept=damaged; fi
    echo "node $port $known $kept $state"
    for file in "${conf:?}" "$conf.next" "$conf.effective" "$conf.pending"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
  done
  print_peers "$DIRECTORY"/[0-9]*/[0-9]*_node.conf
  print_views "$stopped"
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
    if [ -n "${taken?}" ]; then echo other; else echo stopped; fi
  elif [ "/proc/${pid:?}/cwd" -ef "${data_dir:?}" ]; then
    echo lost-pidfile
  else
    echo lost-directory
  fi
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
# different addresses, it is not known which one is the server: then none is printed. As in ports.sh, connections
# are not read.
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
        if ($4 == "st" || $4 == "03") continue
        if ($4 != "0A") return
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
