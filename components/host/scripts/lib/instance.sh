# shellcheck shell=sh disable=SC2034,SC3013
# One redis-server instance on this host: its paths, its process, its files. Comes after base.sh; it only
# defines functions. DIRECTORY, the absolute directory of all instances, is the caller's.

# Sets PORT to $1, and the paths of that instance.
choose_instance() {
  PORT=$1
  data_dir=${DIRECTORY:?}/$PORT
  conf=$DIRECTORY/$PORT.conf
  log=$DIRECTORY/$PORT.log
  hold=$DIRECTORY/$PORT.hold
  pidfile=$data_dir/$PORT.pid
  identity=$data_dir/${PORT}_node.conf
}

# Whether $1 is the process of this instance: alive and working in its directory.
is_ours() {
  is_alive "$1" && [ "/proc/$1/cwd" -ef "$data_dir" ]
}

# Sets pid to the process of this instance; if there is none, sets it to nothing and fails.
find_pid() {
  read_line "$pidfile"
  pid=${line?}
  is_ours "$pid" || {
    pid=
    return 1
  }
}

is_gone() {
  ! is_ours "$1"
}

# Waits at most 10 s until the process $1 has ended.
wait_gone() {
  retry 500 0.02 is_gone "$1"
}

has_identity() {
  [ -s "$identity" ]
}

# Whether the identity on disk never met a peer and owns no slot, as after a first start.
is_isolated() {
  [ "$(grep -vc '^vars ' "$identity")" -eq 1 ] && ! grep -q 'connected [0-9[]' "$identity"
}

# An append-only file or a snapshot, of Redis 7 and later or of those before.
has_data() {
  for file in "$data_dir"/appendonlydir/* "$data_dir"/*.aof "$data_dir"/*.rdb; do
    [ -s "$file" ] && return 0
  done
  # A new node of Redis 5 or 6 has an append-only file that is still empty.
  [ -e "$data_dir/appendonly.aof" ]
}
