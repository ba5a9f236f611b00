# shellcheck shell=sh disable=SC2012
# Comes after base.sh. Needs ADDRESS and PORT.

# Needs the `taken` of find_server.
check_ports() {
  case ${taken?} in
    '') return 0 ;;
    "${PORT:?} "*) kind="port" ;;
    *) kind="bus port" ;;
  esac
  fail "Cannot start ${ADDRESS:?}:$PORT: $kind ${taken% *} is in use by $(listener_of "${taken#* }")." \
    "Stop that process, or choose another port"
}

# Prints the first of the ports $1 and $2 on which a process listens, at ADDRESS or at all, and the inode of
# its socket: "7000 48120". An IPv6 address counts as every address. Replaces its shell. The kernel lists listening
# sockets (0A) first, old kernels among connections that are being accepted (03). What follows is not read: a
# cluster has connections for each pair of its nodes.
taken_port() {
  exec awk -v address="$ADDRESS" -v first="$1" -v second="$2" '
    BEGIN {
      if (address !~ /:/) {
        split(address, byte, ".")
        here = sprintf("%02X%02X%02X%02X", byte[4], byte[3], byte[2], byte[1])
      }
      read_sockets("/proc/net/tcp")
      read_sockets("/proc/net/tcp6")
      if (first in inode) print first, inode[first]
      else if (second in inode) print second, inode[second]
    }
    function read_sockets(file) {
      while ((getline < file) > 0) {
        if ($4 == "st" || $4 == "03") continue
        if ($4 != "0A") return
        split($2, at, ":")
        if (at[1] !~ /^0+$/ && here != "" && at[1] != here) continue
        if (at[2] == sprintf("%04X", first)) note(first)
        if (at[2] == sprintf("%04X", second)) note(second)
      }
    }
    function note(port) { if (!(port in inode)) inode[port] = $10 }'
}

# Prints the process that has the socket of the inode $1: "nginx -g daemon off; (pid 812)".
listener_of() {
  listener=$(listener_pid "$1")
  if [ -n "$listener" ]; then
    printf '%s (pid %s)\n' "$(tr '\0' ' ' <"/proc/$listener/cmdline" | sed 's/ *$//')" "$listener"
  else
    echo "a process that the login user cannot see"
  fi
}

# Prints the pid of the process that has the socket of the inode $1; empty if the login user cannot see it.
listener_pid() {
  ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v socket="socket:[$1]" '
    /^\/proc/ { split($0, part, "/"); pid = part[3] } $NF == socket { print pid; exit }'
}
