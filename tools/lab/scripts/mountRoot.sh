# shellcheck shell=sh
# Sourced by host.sh and buildImage.sh: a root file system of one's own above that of the machine.
# Paths are relative to the current folder, so that no ":" or "," of its own path reaches mount.

# Mounts the overlay of LOWER ("layer-0:image:/", the topmost first) and FOLDER/upper at FOLDER/root.
# The options are spelled out, as some kernels have other defaults that make the upper directory
# useless elsewhere (metacopy: files without content) or let a rename of a folder fail late.
mount_overlay() {
  mount -t overlay -o \
    "lowerdir=$1,upperdir=$2/upper,workdir=$2/work,redirect_dir=off,metacopy=off,index=off" \
    lab "$2/root" || {
    echo "Cannot overlay the machine's / as its kernel or file system refuses: see above" >&2
    return 1
  }
}

# Mounts what a root file system needs beside its files: proc, sys, dev, run and tmp, none of them
# the machine's own.
mount_devices() {
  mount -t proc proc "$1/proc"
  mount -t sysfs -o ro sys "$1/sys"
  mount -t tmpfs -o mode=755 dev "$1/dev"
  cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty "$1/dev/"
  mkdir "$1/dev/pts" "$1/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 pts "$1/dev/pts"
  mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
  ln -s pts/ptmx "$1/dev/ptmx"
  ln -s /proc/self/fd "$1/dev/fd"
  mount -t tmpfs -o mode=755 run "$1/run"
  mount -t tmpfs -o mode=1777 tmp "$1/tmp"
}
