#!/bin/sh
# Makes the image layer: what apt-get adds to this machine's file system for PACKAGES, as a tar
# archive of an overlay's upper directory. Nothing is installed on the machine itself.
#
# Runs as PID 1 of new mount, PID, UTS and IPC namespaces; the network is the machine's.
#   ARCHIVE   the file to make; complete or absent
#   SCRATCH   an empty folder to mount the work on
#   PACKAGES  names, separated by spaces
# Exit codes: 0 made, or found made by another builder; any other: the last lines say why.
set -eu
umask 022

main() {
  ! [ -s "$ARCHIVE" ] || return 0
  # shellcheck source=tools/lab/scripts/mountRoot.sh
  . "${0%/*}/mountRoot.sh"
  mount -t tmpfs -o mode=700 lab-image "$SCRATCH"
  cd "$SCRATCH"
  mkdir image image/upper image/work image/root
  mount_overlay / image
  mount_devices image/root
  lend_resolver image/root
  forbid_service_starts image/root
  install_packages image/root
  strip image/upper
  pack image/upper
}

# On Ubuntu /etc/resolv.conf points into /run, which is not the machine's here.
lend_resolver() {
  [ -r /etc/resolv.conf ] || return 0
  target=$(chroot "$1" readlink -m /etc/resolv.conf)
  mkdir -p "$1${target%/*}"
  cp -L /etc/resolv.conf "$1$target"
}

forbid_service_starts() {
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod 755 "$1/usr/sbin/policy-rc.d"
}

# The lists that the machine has may be new enough; if not, fetch new ones and try again.
install_packages() {
  apt_install "$1" || {
    apt_get "$1" update
    apt_install "$1"
  }
  # Without PAM sshd refuses an account whose password is locked by a "!".
  chroot "$1" usermod -p '*' root
}

apt_install() {
  # shellcheck disable=SC2086 # PACKAGES is a list of names
  apt_get "$1" install -y --no-install-recommends $PACKAGES
}

# Root as apt's own user: the user "_apt" may not write to the tmpfs.
apt_get() {
  in_root=$1
  shift
  DEBIAN_FRONTEND=noninteractive chroot "$in_root" apt-get -q \
    -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 "$@"
}

# Keys are made for each host at run time; the rest is only weight.
strip() {
  rm -f "$1"/etc/ssh/ssh_host_* "$1/usr/sbin/policy-rc.d" "$1/etc/resolv.conf"
  for folder in var/lib/apt/lists var/cache/apt var/cache/man var/log usr/share/doc usr/share/man \
    usr/share/lintian root tmp run; do
    rm -rf "${1:?}/$folder"
  done
}

# Only the owner may read it: it has /etc/shadow. An archive, as a cache folder on the machine's own
# root file system can be no lower directory beside /: the kernel says "overlapping lowerdir".
pack() {
  (umask 077 && tar -C "$1" --numeric-owner --xattrs --xattrs-include=trusted.overlay.opaque \
    --xattrs-include=security.capability -cf "$ARCHIVE.partial" .)
  mv "$ARCHIVE.partial" "$ARCHIVE"
}

main "$@" </dev/null
