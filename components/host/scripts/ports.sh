# shellcheck shell=sh disable=SC2012
# Who listens on the ports of an instance; it only defines functions. ADDRESS and PORT are the caller's.

# Fails with the owner's name when the port or the bus port of this instance is taken.
check_ports() {
  for number in "$PORT" "$((PORT + 10000))"; do
    owner=$(port_owner "$number") || continue
    if [ "$number" = "$PORT" ]; then name="port"; else name="bus port"; fi
    fail "Cannot start $ADDRESS:$PORT as its $name $number is taken by $owner: stop that, or choose another port"
  done
}

# Names the process that listens on port $1 of this address or of all; fails when none does.
port_owner() {
  inode=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port="$(printf '%04X' "$1")" -v here="$(hex_address)" '
    $4 == "0A" { split($2, at, ":"); if (at[2] == port && (at[1] ~ /^0+$/ || here == "" || at[1] == here)) { print $10; exit } }')
  [ -n "$inode" ] || return 1
  holder=$(ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v socket="socket:[$inode]" '
    /^\/proc/ { split($0, part, "/"); pid = part[3] } $NF == socket { print pid; exit }')
  if [ -n "$holder" ]; then
    printf 'process %s (%s)\n' "$holder" "$(tr '\0' ' ' <"/proc/$holder/cmdline" | sed 's/ *$//')"
  else
    printf 'a process that cannot be seen\n'
  fi
}

# This IPv4 address as /proc/net/tcp writes it; nothing for IPv6, which then matches every address.
hex_address() {
  case $ADDRESS in
    *:*) ;;
    *) printf '%s\n' "$ADDRESS" | awk -F. '{ printf "%02X%02X%02X%02X", $4, $3, $2, $1 }' ;;
  esac
}
