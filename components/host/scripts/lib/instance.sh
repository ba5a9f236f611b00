# shellcheck shell=sh disable=SC2034,SC3013
# One redis-server instance on this host. Comes after base.sh. Needs DIRECTORY, an absolute path.

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

# The pid of a file may belong to another process by now; only this one works in the directory.
is_ours() {
  is_alive "$1" && [ "/proc/$1/cwd" -ef "$data_dir" ]
}

# Sets pid; empty if the instance has no process.
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

wait_gone() {
  retry 500 0.02 is_gone "$1"
}

has_identity() {
  [ -s "$identity" ]
}

# The identity on disk never met a peer and owns no slot, as after a first start.
is_isolated() {
  [ "$(grep -vc '^vars ' "$identity")" -eq 1 ] && ! grep -q 'connected [0-9[]' "$identity"
}

# Redis 7 and later have an appendonlydir.
has_data() {
  for file in "$data_dir"/appendonlydir/* "$data_dir"/*.aof "$data_dir"/*.rdb; do
    [ -s "$file" ] && return 0
  done
  # In a new node of Redis 5 or 6 this is still empty.
  [ -e "$data_dir/appendonly.aof" ]
}
