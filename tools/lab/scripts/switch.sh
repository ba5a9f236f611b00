#!/bin/sh
# Creates the lab's switch: a network namespace with a bridge, and a link to it. May be repeated.
# In a namespace of the lab this machine's firewall does not filter between hosts, and names cannot clash.
#   $1 the lab's marker in the process list; DISKS the lab's tmpfs; DISKS/switch keeps the namespace
#   LINK the name of this machine's link; GATEWAYS its addresses there, one a line: "192.168.56.1/24"
# Exit code 0: done; otherwise stderr has the reason.
set -eu

main() {
  cd "$DISKS"
  is_namespace || {
    touch switch
    unshare --net=switch true
  }
  nsenter --net=switch ip link show bridge >/dev/null 2>&1 ||
    nsenter --net=switch ip link add bridge type bridge forward_delay 0
  nsenter --net=switch ip link show uplink >/dev/null 2>&1 || add_uplink
  join_uplink
  echo "$GATEWAYS" | while read -r gateway; do
    ip addr replace "$gateway" dev "$LINK"
  done
  ip link set "$LINK" up
}

is_namespace() {
  [ "$(stat -fc %T switch 2>/dev/null)" = nsfs ]
}

# A link of that name belongs to a switch that no longer exists.
add_uplink() {
  ip link delete "$LINK" 2>/dev/null || true
  nsenter --net=switch ip link add uplink type veth peer name "$LINK" netns $$
}

# On every run: a killed run may have created the links and nothing else.
join_uplink() {
  nsenter --net=switch ip -batch - <<END
link set bridge addrgenmode none up
link set uplink addrgenmode none master bridge up
END
  ip link set "$LINK" addrgenmode none
}

main "$@" </dev/null
