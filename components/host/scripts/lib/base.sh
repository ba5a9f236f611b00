# shellcheck shell=sh disable=SC2034
# What the other scripts share: failing, waiting, processes and files. It only defines functions.
# Prefer the shell's own means to a process, and exec to a fork, which costs about 1 ms: many nodes start at once.

newline='
'

# Fails with the arguments as the error's text.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# retry TIMES SECONDS COMMAND ..: runs the command until it succeeds, SECONDS apart; fails after TIMES.
# The command may itself call retry.
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

# Sets line to the first line of the file $1, or to nothing if it cannot be read.
read_line() {
  line=
  { read -r line <"$1"; } 2>/dev/null || :
}

# Whether the process $1 is alive; a zombie is not. Sets line.
is_alive() {
  [ -n "$1" ] || return 1
  read_line "/proc/$1/stat"
  # What follows the name in parentheses: "4711 (redis-server) S 1 ..".
  case ${line##*") "} in
    Z* | X* | '') return 1 ;;
  esac
}

# Replaces the file $1 by the text $2 in one step, readable for its owner and group. Sets said.
write_file() {
  said=$({ umask 027 && printf '%s' "$2" >"$1.new" && exec mv -f "$1.new" "$1"; } 2>&1) ||
    fail "Cannot write $1: ${said##*: }. $(free_space "$1")"
}

# Removes the file $1; most often there is none.
remove() {
  if [ -e "$1" ]; then rm -f "$1"; fi
}

# Prints how much space is free on the disk of the path $1: "31 MiB free on /srv (/dev/sdb1)".
free_space() {
  read_disk "$1"
  echo "${free_mib:-0} MiB free on $disk"
}

# Sets disk to the file system that holds the path $1, "/srv (/dev/sdb1)", and free_mib to its free space,
# or to nothing where the file system does not count any. Also sets path, device, blocks, kib and mount.
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
