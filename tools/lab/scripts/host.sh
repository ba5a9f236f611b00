#!/bin/sh
# Starts a throw-away host: sshd replaces this shell as PID 1 of new network, mount, PID, UTS, IPC namespaces.
#   $1 the lab's marker in the process list; DISKS the lab's tmpfs: image/, layer-N/, hosts/ADDRESS/, switch
#   ADDRESS "192.168.56.65"; PREFIX "24"; PORT the host's link on the switch
#   HARDWARE_ADDRESS of the host's own end: "02:4c:c0:a8:38:41"; PUBLIC_KEY may log in as root
#   LOWER the read-only layers, topmost first: "layer-0:image:/"
#   MASKED directories of this machine to hide from the host, one a line
# Does not exit if sshd starts; otherwise stderr has the reason.
set -eu
umask 022

main() {
  scripts=$(cd "${0%/*}" && pwd)
  # shellcheck source=tools/lab/scripts/mountRoot.sh
  . "$scripts/mountRoot.sh"
  cd "$DISKS"
  disk=hosts/$ADDRESS
  join_network
  echo "host-$(echo "$ADDRESS" | tr . -)" >/proc/sys/kernel/hostname
  mkdir -p "$disk/upper" "$disk/work" "$disk/root"
  each_masked hide "$disk/upper"
  mount_overlay "$LOWER" "$disk"
  each_masked replace "$disk/root"
  mount_devices "$disk/root"
  prepare_sshd "$disk/root"
  enter "$disk/root"
}

# "netns 1" is this process, PID 1 of its namespace. A port of that name is left from before a crash.
# With a new hardware address other hosts would not reach this one for half a minute.
join_network() {
  nsenter --net=switch ip link delete "$PORT" 2>/dev/null || true
  nsenter --net=switch ip -batch - <<END
link add $PORT type veth peer name eth0 netns 1
link set $PORT addrgenmode none master bridge up
END
  ip -batch - <<END
link set lo up
link set eth0 addrgenmode none address $HARDWARE_ADDRESS up
addr add $ADDRESS/$PREFIX dev eth0
route add default dev eth0
END
}

each_masked() {
  echo "$MASKED" | while read -r directory; do
    [ -z "$directory" ] || "$1" "$2$directory"
  done
}

# A character device 0:0 in the upper directory hides the entry of the layers below.
hide() {
  [ -e "$1" ] || {
    mkdir -p "${1%/*}"
    mknod "$1" c 0 0
  }
}

# A new directory in its place is empty and on the host's own disk.
replace() {
  [ -d "$1" ] || mkdir -m 700 "$1"
}

prepare_sshd() {
  mkdir "$1/run/sshd" "$1/run/lock"
  [ -d "$1/root/.ssh" ] || mkdir -m 700 "$1/root/.ssh"
  printf '%s\n' "$PUBLIC_KEY" >"$1/root/.ssh/authorized_keys"
  cp "$scripts/sshd.conf" "$1/etc/ssh/sshd_config"
  [ -e "$1/etc/ssh/ssh_host_ed25519_key" ] ||
    chroot "$1" ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
}

# Unmounting the old root removes all mounts of this machine from the host's namespace.
enter() {
  cd "$1"
  pivot_root . .
  umount -l .
  cd /
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /usr/sbin/sshd -D -e
}

main "$@" </dev/null
