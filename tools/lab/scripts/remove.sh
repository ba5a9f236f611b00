#!/bin/sh
# Removes what disks.sh and switch.sh created. No host may run. May be repeated.
#   $1 the lab's marker in the process list; DISKS the lab's tmpfs; LINK the name of this machine's link
# Exit code 0: nothing is left; otherwise stderr has the reason.
set -eu

main() {
  ! ip link show "$LINK" >/dev/null 2>&1 || ip link delete "$LINK"
  if mountpoint -q "$DISKS"; then
    umount --recursive "$DISKS"
  fi
  ! [ -d "$DISKS" ] || rmdir "$DISKS"
}

main "$@" </dev/null
