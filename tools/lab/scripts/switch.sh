#!/bin/sh
# Makes the lab's switch: a network namespace with a bridge, and one link from the machine to it.
# In a namespace of its own, so that no firewall of the machine (Docker's FORWARD chain sees bridged
# frames) comes between two hosts, and no name of a host's link can clash with one of the machine's.
# A second run changes nothing, and one that was killed is finished.
#
#   $1         the marker by which the lab finds its processes; unused here
#   DISKS      the lab's tmpfs; the namespace is held by DISKS/switch
#   LINK       the name of the machine's link
#   GATEWAYS   the machine's addresses on it, separated by newlines: "192.168.56.1/24"
# Exit codes: 0 it is there; any other: standard error says why.
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

# A link of that name without its end on this switch belonged to a switch that is gone.
add_uplink() {
  ip link delete "$LINK" 2>/dev/null || true
  nsenter --net=switch ip link add uplink type veth peer name "$LINK" netns $$
}

# Every time, as a run that was killed may have made the links and no more.
join_uplink() {
  nsenter --net=switch ip -batch - <<END
link set bridge addrgenmode none up
link set uplink addrgenmode none master bridge up
END
  ip link set "$LINK" addrgenmode none
}

main "$@" </dev/null
