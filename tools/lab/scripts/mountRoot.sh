# shellcheck shell=sh
# Sourced by host.sh and buildImage.sh: mounts a root file system on top of this machine's own.
# Paths are relative to the current directory, because mount gives ":" and "," in a path a meaning.

# Mounts the overlay of LOWER ("layer-0:image:/", topmost first) and DIRECTORY/upper at
# DIRECTORY/root. The options are explicit because kernels differ in their defaults: metacopy would
# leave files without content in the upper directory.
mount_overlay() {
  mount -t overlay -o \
    "lowerdir=$1,upperdir=$2/upper,workdir=$2/work,redirect_dir=off,metacopy=off,index=off" \
    lab "$2/root" || {
    echo "Cannot mount an overlay on /: the kernel or the file system rejects it (see above)" >&2
    return 1
  }
}

# Mounts new proc, sys, dev, run and tmp in the root file system $1.
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
