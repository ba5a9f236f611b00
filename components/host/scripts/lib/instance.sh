# shellcheck shell=sh disable=SC2034,SC3013
# What the other scripts share: one redis-server instance on this host. It only defines functions.
# Where they could start a process or a shell do the work, the shell does: many nodes start at once.
#
# Variables, all set by the caller:
#   DIRECTORY  absolute folder of the confs; ADDRESS, PORT  where the server listens

newline='
'

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Sets the paths of the instance on port $1.
choose_instance() {
  PORT=$1
  home=$DIRECTORY/$PORT
  conf=$DIRECTORY/$PORT.conf
  log=$DIRECTORY/$PORT.log
  hold=$DIRECTORY/$PORT.hold
  pidfile=$home/$PORT.pid
  identity=$home/${PORT}_node.conf
}

# Sets line to the first line of the file $1; to nothing where it cannot be read.
read_line() {
  line=
  { read -r line <"$1"; } 2>/dev/null || :
}

# Whether $1 is a process that lives; a zombie does not.
is_alive() {
  [ -n "$1" ] || return 1
  read_line "/proc/$1/stat"
  # What follows the name in parentheses: "4711 (redis-server) S 1 ..".
  case ${line##*") "} in
    Z* | X* | '') return 1 ;;
  esac
}

# Whether $1 is the process of this instance: alive and at home in its folder.
is_ours() {
  is_alive "$1" && [ "/proc/$1/cwd" -ef "$home" ]
}

# Sets pid to this instance's process; fails, and leaves it empty, when there is none.
find_pid() {
  read_line "$pidfile"
  pid=$line
  is_ours "$pid" || {
    pid=
    return 1
  }
}

# Waits at most 10 s until process $1 is gone.
wait_gone() {
  waited=0
  while is_ours "$1"; do
    waited=$((waited + 1))
    [ "$waited" -lt 500 ] || return 1
    sleep 0.02
  done
}

has_identity() {
  [ -s "$identity" ]
}

# Whether the identity on disk never met anybody and owns nothing, as after a first start.
is_lonely() {
  [ "$(grep -vc '^vars ' "$identity")" -eq 1 ] && ! grep -q 'connected [0-9[]' "$identity"
}

# An append-only file or a snapshot, of Redis 7 and later or of those before.
has_data() {
  for file in "$home"/appendonlydir/* "$home"/*.aof "$home"/*.rdb; do
    [ -s "$file" ] && return 0
  done
  # A fresh node of Redis 5 or 6 has an append-only file that is still empty.
  [ -e "$home/appendonly.aof" ]
}

# Replaces the file $1 by the text $2 at once, for its owner and group alone.
write_file() {
  (umask 027 && printf '%s' "$2" >"$1.new" && mv -f "$1.new" "$1") 2>/dev/null ||
    fail "Cannot write $1 as its folder does not take it: $(free_space)"
}

# Removes the file $1, which mostly is not there.
remove() {
  if [ -e "$1" ]; then rm -f "$1"; fi
}

# Says how much room the folder has: "0 kB are free on /root".
free_space() {
  df -Pk "$DIRECTORY" | awk 'NR == 2 { print $4 " kB are free on " $6 }'
}

# Prints the ports of all members that lie in DIRECTORY, each with a blank before it: " 7000 7001".
held_ports() {
  for file in "$DIRECTORY"/*.hold; do
    name=${file##*/}
    if [ -e "$file" ]; then printf ' %s' "${name%.hold}"; fi
  done
}
