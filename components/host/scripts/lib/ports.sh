# shellcheck shell=sh disable=SC2012
# Who listens on the ports of an instance; it only defines functions. ADDRESS and PORT are the caller's.

# Fails with the owner's name when the port or the bus port of this instance is taken.
check_ports() {
  taken=$(taken_port "$PORT" "$((PORT + 10000))")
  case $taken in
    '') return 0 ;;
    "$PORT "*) name="port" ;;
    *) name="bus port" ;;
  esac
  fail "Cannot start $ADDRESS:$PORT as its $name ${taken% *} is taken by $(owner_of "${taken#* }"):" \
    "stop that, or choose another port"
}

# Prints the first of the ports $1 and $2 on which somebody listens, at this address or at all, and the
# inode of that socket: "7000 48120". Nothing when both are free. An IPv6 address is every address here.
taken_port() {
  awk -v address="$ADDRESS" -v first="$1" -v second="$2" '
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
        if ($4 != "0A") continue
        split($2, at, ":")
        if (at[1] !~ /^0+$/ && here != "" && at[1] != here) continue
        if (at[2] == sprintf("%04X", first)) note(first)
        if (at[2] == sprintf("%04X", second)) note(second)
      }
    }
    function note(port) { if (!(port in inode)) inode[port] = $10 }'
}

# Names the process that has the socket of the inode $1.
owner_of() {
  holder=$(ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v socket="socket:[$1]" '
    /^\/proc/ { split($0, part, "/"); pid = part[3] } $NF == socket { print pid; exit }')
  if [ -n "$holder" ]; then
    printf 'process %s (%s)\n' "$holder" "$(tr '\0' ' ' <"/proc/$holder/cmdline" | sed 's/ *$//')"
  else
    printf 'a process that cannot be seen\n'
  fi
}
