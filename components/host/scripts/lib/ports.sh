# shellcheck shell=sh disable=SC2012
# Comes after base.sh. Needs ADDRESS and PORT.

# Needs the `taken` of find_server.
check_ports() {
  case ${taken?} in
    '') return 0 ;;
    "${PORT:?} "*) kind="port" ;;
    *) kind="bus port" ;;
  esac
  read -r port inode peer <<TAKEN
$taken
TAKEN
  if [ -n "$peer" ]; then
    fail "Cannot start ${ADDRESS:?}:$PORT: $kind $port is in use by a connection to $peer of" \
      "$(listener_of "$inode"). End it and reserve the port (sysctl net.ipv4.ip_local_reserved_ports), or" \
      "choose another port"
  fi
  fail "Cannot start $ADDRESS:$PORT: $kind $port is in use by $(listener_of "$inode")." \
    "Stop that process, or choose another port"
}

# Prints the first of the ports $1 and $2 that ADDRESS cannot bind, and the inode of the socket that has it: a
# process listens there, at ADDRESS or at all, "7000 48120", or a process has a connection from there, of which the
# other end follows: "17000 48120 10.0.0.6:22". What is left of ended connections does not count. Replaces its shell.
#
# The kernel prints each four bytes of an address with the last one first, and 12 bytes in front of an IPv4 address
# of a socket for both families. State 0A is LISTEN, 06 TIME_WAIT. A server at an IPv6 address shares its port with
# what listens at IPv4 addresses.
taken_port() {
  exec awk -v address="$ADDRESS" -v first="$1" -v second="$2" '
    BEGIN {
      here = address ~ /:/ ? hex_of_6(address) : hex_of_4(address)
      read_sockets("/proc/net/tcp")
      read_sockets("/proc/net/tcp6")
      if (first in inode) print first, inode[first]
      else if (second in inode) print second, inode[second]
      else if (first in connection) print first, connection[first]
      else if (second in connection) print second, connection[second]
    }
    function hex_of_4(text,  byte) {
      split(text, byte, ".")
      return sprintf("%02X%02X%02X%02X", byte[4], byte[3], byte[2], byte[1])
    }
    function hex_of_6(text,  group, count, i, full, hex) {
      sub(/::/, ":*:", text)
      sub(/^:/, "", text)
      sub(/:$/, "", text)
      count = split(text, group, ":")
      for (i = 1; i <= count; i++)
        if (group[i] == "*") full = full substr("00000000000000000000000000000000", 1, (9 - count) * 4)
        else full = full substr("0000" toupper(group[i]), length(group[i]) + 1)
      for (i = 1; i < 32; i += 8)
        hex = hex substr(full, i + 6, 2) substr(full, i + 4, 2) substr(full, i + 2, 2) substr(full, i, 2)
      return hex
    }
    function read_sockets(file,  is_6) {
      is_6 = file ~ /6$/
      while ((getline < file) > 0) {
        split($2, at, ":")
        port = at[2] == sprintf("%04X", first) ? first : at[2] == sprintf("%04X", second) ? second : ""
        if (port == "" || $10 !~ /^[1-9]/) continue
        if ($4 == "0A" && conflicts(at[1], is_6)) note(inode, port, $10)
        if ($4 != "0A" && $4 != "06" && is_here(at[1])) note(connection, port, $10 " " peer_of($3, is_6))
      }
    }
    function conflicts(local, is_6) {
      return is_here(local) || local ~ /^0+$/ && (is_6 || address !~ /:/)
    }
    function is_here(local) { return local == here || local == "0000000000000000FFFF0000" here }
    function note(list, port, text) { if (!(port in list)) list[port] = text }
    function peer_of(hex, is_6,  part) {
      split(hex, part, ":")
      if (is_6) return "port " number(part[2])
      return number(substr(hex, 7, 2)) "." number(substr(hex, 5, 2)) "." number(substr(hex, 3, 2)) "." \
        number(substr(hex, 1, 2)) ":" number(part[2])
    }
    function number(hex,  i, sum) {
      for (i = 1; i <= length(hex); i++) sum = sum * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1
      return sum
    }'
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
