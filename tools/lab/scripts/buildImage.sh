#!/bin/sh
# Builds the image layer, a tar archive of what apt-get adds here for PACKAGES; installs nothing here.
# Runs as PID 1 of new mount, PID, UTS and IPC namespaces. Exit code 0: built now or before; else see stderr.
#   ARCHIVE   the file to write; complete or absent
#   SCRATCH   an empty directory to mount the work on
#   PACKAGES  names, separated by blanks
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
  copy_resolver image/root
  forbid_service_starts image/root
  install_packages image/root
  strip image/upper
  pack image/upper
}

# On Ubuntu /etc/resolv.conf is a link into /run, which is empty here.
copy_resolver() {
  [ -r /etc/resolv.conf ] || return 0
  target=$(chroot "$1" readlink -m /etc/resolv.conf)
  mkdir -p "$1${target%/*}"
  cp -L /etc/resolv.conf "$1$target"
}

forbid_service_starts() {
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod 755 "$1/usr/sbin/policy-rc.d"
}

# Tries this machine's package lists first; fetches new ones only if they are too old.
install_packages() {
  apt_install "$1" || {
    apt_get "$1" update
    apt_install "$1"
  }
  # Without PAM sshd rejects an account whose password is locked with "!".
  chroot "$1" usermod -p '*' root
}

apt_install() {
  # shellcheck disable=SC2086 # PACKAGES is a list of names
  apt_get "$1" install -y --no-install-recommends $PACKAGES
}

# The user "_apt" may not write to the tmpfs, so apt downloads as root.
apt_get() {
  in_root=$1
  shift
  DEBIAN_FRONTEND=noninteractive chroot "$in_root" apt-get -q \
    -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 "$@"
}

# Host keys are created on each host; the rest only takes space.
strip() {
  rm -f "$1"/etc/ssh/ssh_host_* "$1/usr/sbin/policy-rc.d" "$1/etc/resolv.conf"
  for directory in var/lib/apt/lists var/cache/apt var/cache/man var/log usr/share/doc usr/share/man \
    usr/share/lintian root tmp run; do
    rm -rf "${1:?}/$directory"
  done
}

# Owner-only: it has /etc/shadow. An archive: the kernel rejects a directory below / as a layer above /.
pack() {
  (umask 077 && tar -C "$1" --numeric-owner --xattrs --xattrs-include=trusted.overlay.opaque \
    --xattrs-include=security.capability -cf "$ARCHIVE.partial" .)
  mv "$ARCHIVE.partial" "$ARCHIVE"
}

main "$@" </dev/null
