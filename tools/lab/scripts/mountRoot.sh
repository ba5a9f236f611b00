# shellcheck shell=sh
# Mounts a root file system on top of this machine's own. Paths are relative: mount gives ":" and "," in a
# path a meaning.

# Mounts LOWER ("layer-0:image:/", topmost first) and DIRECTORY/upper at DIRECTORY/root. Explicit options:
# kernels differ in their defaults, and metacopy would leave files without content in upper.
mount_overlay() {
  mount -t overlay -o \
    "lowerdir=$1,upperdir=$2/upper,workdir=$2/work,redirect_dir=off,metacopy=off,index=off" \
    lab "$2/root" || {
    echo "Cannot mount an overlay on /: the kernel or the file system rejects it (see above)" >&2
    return 1
  }
}

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
