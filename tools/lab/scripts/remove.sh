#!/bin/sh
# Takes away what disks.sh and switch.sh made, once no host runs. A second run changes nothing.
#
#   $1     the marker by which the lab finds its processes; unused here
#   DISKS  the lab's tmpfs
#   LINK   the name of the machine's link
# Exit codes: 0 all gone; any other: standard error says why.
set -eu

main() {
  ! ip link show "$LINK" >/dev/null 2>&1 || ip link delete "$LINK"
  if mountpoint -q "$DISKS"; then
    umount --recursive "$DISKS"
  fi
  ! [ -d "$DISKS" ] || rmdir "$DISKS"
}

main "$@" </dev/null
