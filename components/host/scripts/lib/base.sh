# shellcheck shell=sh disable=SC2034
# What all scripts share. The files of lib/ only define functions. A comment "Sets x" names what a function
# sets for its caller; other variables are scratch. Avoid forks: many nodes start at once, each costs 1 ms.

newline='
'

# A login shell prints on the same stream: only what is between these lines is an answer. hostAnswer.ts reads it.
begin_answer() {
  echo '<<redis-cluster'
}

end_answer() {
  echo 'redis-cluster>>'
}

# Prints one line of a conversation.
say() {
  printf '<<redis-cluster %s\n' "$*"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# retry TIMES SECONDS COMMAND ..: runs it until it succeeds; fails after TIMES. It may itself call retry.
retry() {
  until run_after_two "$@"; do
    [ "$1" -gt 1 ] || return 1
    sleep "$2"
    times=$(($1 - 1)) seconds=$2
    shift 2
    set -- "$times" "$seconds" "$@"
  done
}

run_after_two() {
  shift 2
  "$@"
}

# Sets line to the first line of the file $1; empty if it cannot be read.
read_line() {
  line=
  { read -r line <"$1"; } 2>/dev/null || :
}

# A zombie is not alive.
is_alive() {
  [ -n "$1" ] || return 1
  read_line "/proc/$1/stat"
  # What follows the name in parentheses: "4711 (redis-server) S 1 ..".
  case ${line##*") "} in
    Z* | X* | '') return 1 ;;
  esac
}

# take_lock -xn 9: locks that descriptor. Sets lock_problem: empty if another process holds the lock.
take_lock() {
  lock_problem=$(exec flock "$@" 2>&1) && return 0
  case $? in
    1) lock_problem= ;;
    127) lock_problem="flock is missing on ${ADDRESS:?}. Install it (Debian: apt-get install util-linux)" ;;
    *) lock_problem="flock failed on $ADDRESS: ${lock_problem#flock: }" ;;
  esac
  return 1
}

# Replaces the file $1 by the text $2 in one step, readable for its owner and group.
write_file() {
  said=$({ umask 027 && printf '%s' "$2" >"$1.new" && give_to_owner "$1.new" && exec mv -f "$1.new" "$1"; } 2>&1) || {
    # Busybox says nothing of a disk that is full.
    reason=${said##*: }
    fail "Cannot write $1: ${reason:-write error}. $(free_space "$1")"
  }
}

# Gives the file $1, which root has written, to the user of its directory: that user's runs read it too.
give_to_owner() {
  # shellcheck disable=SC3067
  if [ -O "${1%/*}" ]; then return 0; fi
  read -r _ _ user group _ <<LIST
$(ls -ldn "${1%/*}")
LIST
  chown -h "$user:$group" "$1" 2>/dev/null || :
}

remove() {
  if [ -e "$1" ]; then rm -f "$1"; fi
}

# Prints "31 MiB free on /srv (/dev/sdb1)" for the path $1.
free_space() {
  read_disk "$1"
  echo "${free_mib:-0} MiB free on $disk"
}

# Sets disk, "/srv (/dev/sdb1)", and free_mib, empty if the file system counts none, for the path $1 or its
# nearest parent that exists.
read_disk() {
  path=$1
  while [ -n "$path" ] && [ ! -e "$path" ]; do path=${path%/*}; done
  {
    read -r _
    read -r device blocks _ kib _ mount
  } <<DF || :
$(df -Pk "${path:-/}")
DF
  disk="$mount ($device)"
  case "$blocks $kib" in
    '0 '* | ' '* | *' ' | *[!0-9\ ]*) free_mib= ;;
    *) free_mib=$((kib / 1024)) ;;
  esac
}
