# shellcheck shell=sh disable=SC2012,SC2034,SC3013
# One redis-server instance on this host. Comes after base.sh. Needs DIRECTORY, an absolute path.

# Sets PORT to $1, and the paths of that instance.
choose_instance() {
  PORT=$1
  data_dir=${DIRECTORY:?}/$PORT
  conf=$DIRECTORY/$PORT.conf
  log=$DIRECTORY/$PORT.log
  hold=$DIRECTORY/$PORT.hold # of a former version
  pidfile=$data_dir/$PORT.pid
  identity=$data_dir/${PORT}_node.conf
}

# The pid of a file may belong to another process by now; only this one works in the directory, also if that
# was removed.
is_ours() {
  is_alive "$1" || return 1
  [ "/proc/$1/cwd" -ef "$data_dir" ] || works_in_removed "$1"
}

works_in_removed() {
  path=$(cd "$DIRECTORY" 2>/dev/null && pwd -P) || path=$DIRECTORY
  [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$path/$PORT (deleted)" ]
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

# Sets pid as find_pid does, or else to the process that listens on the port and works in the directory: the
# PID file or the whole directory may have been removed. Sets taken. Needs ports.sh and ADDRESS.
find_server() {
  taken=
  if find_pid; then return 0; fi
  taken=$(taken_port "$PORT" "$((PORT + 10000))")
  [ -n "$taken" ] || return 1
  inode=${taken#* }
  pid=$(listener_pid "${inode%% *}")
  is_ours "$pid" || {
    pid=
    return 1
  }
}

# The cluster's record, or the hold file of a former version, names this node as a member.
is_member() {
  [ -e "$hold" ] || grep -qF "\"${ADDRESS:?}:$PORT\":" "$DIRECTORY/cluster.json" 2>/dev/null
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

# Prints the node ID of the identity.
own_id() {
  sed -n 's/^\([0-9a-f]\{40\}\) .*[ ,]myself[, ].*/\1/p' "$identity"
}

# The identity on disk never met a peer and owns no slot, as after a first start.
is_isolated() {
  [ "$(grep -vc '^vars ' "$identity")" -eq 1 ] && ! grep -q 'connected [0-9[]' "$identity"
}

# Fails if one of the files $@ exists and the login user cannot read it: it could not see its user's servers either.
require_readable() {
  for file in "$@"; do
    if [ -e "$file" ] && [ ! -r "$file" ]; then
      read_owner "$file"
      fail "Cannot read $file, which belongs to $owner. Set the SSH user back to $owner"
    fi
  done
}

# Sets owner, by name, and owner_id to the user of the file $1.
read_owner() {
  read -r _ _ owner _ <<NAMED
$(ls -ld "$1")
NAMED
  read -r _ _ owner_id _ <<NUMBERED
$(ls -ldn "$1")
NUMBERED
}

# Data that a start would bring back.
has_data() {
  if is_unkept; then
    [ -s "$data_dir/dump.rdb" ] && is_final_dump
    return
  fi
  # Redis 7 and later have an appendonlydir.
  for file in "$data_dir"/appendonlydir/* "$data_dir"/*.aof "$data_dir"/*.rdb; do
    [ -s "$file" ] && return 0
  done
  # In a new node of Redis 5 or 6 this is still empty.
  [ -e "$data_dir/appendonly.aof" ]
}

# The active configuration keeps no keys on disk.
is_unkept() {
  grep -qs '^appendonly no$' "$conf" && grep -qs '^save ""$' "$conf" && ! grep -qs '^save [0-9]' "$conf"
}

# The dump was written by the last shutdown, or that is not known. Another one is old: it must not come back.
is_final_dump() {
  [ -s "$log" ] || return 0
  tail -n 8 "$log" | awk '/DB saved on disk/ { saved = 1 } { last = $0 } END { exit !(saved && last ~ /bye bye/) }'
}

# The server of this stopped instance could not read its append-only file, and nobody has changed that since. What
# another program has written is whole: it only has another format.
is_damaged() {
  has_failed 'Bad file format reading the append only file' || return 1
  read_starts
  [ -n "$failed" ] || return 0
  if [ -n "$served" ] && [ "$served" != "$failed" ]; then return 1; fi
  read_program
  [ "$program" = "$failed" ] || [ -z "$program" ]
}

# The last start ended with a text that matches the expression $1, and no data file was changed after it.
has_failed() {
  tail -n 5 "$log" 2>/dev/null | grep -qE "$1" || return 1
  for file in "$data_dir"/appendonlydir/* "$data_dir"/*.aof "$data_dir"/*.rdb; do
    if [ "$file" -nt "$log" ]; then return 1; fi
  done
}

# Sets failed and served, by the log: the program of the last start, and of the last one that served, "Redis 7.0.15".
read_starts() {
  starts=$(
    exec awk '
      / version=.* just started/ {
        for (i = 2; i <= NF; i++) if ($i ~ /^version=/) last = $(i - 1) " " substr($i, 9)
        sub(/,$/, "", last)
      }
      /[Rr]eady to accept connections/ { served = last }
      END { print last; print served }' "$log"
  )
  failed=${starts%%"${newline:?}"*}
  served=${starts#"$failed"}
  served=${served#"$newline"}
}

# Sets program to what the server command is now, "Redis 7.0.15"; empty if it does not run.
read_program() {
  printed=$(timeout 5 "${SERVER:?}" --version 2>/dev/null) || printed=
  # "Redis server v=7.0.15 sha=00000000:0 .."
  program=
  case $printed in
    *' v='*)
      program=${printed#* v=}
      program="${printed%% *} ${program%% *}"
      ;;
  esac
}

move_data_aside() {
  aside=$data_dir/unused-$(date +%Y-%m-%d-%H%M%S)
  for file in "$data_dir"/appendonlydir "$data_dir"/*.aof "$data_dir"/*.rdb; do
    if [ -e "$file" ]; then
      mkdir -p "$aside"
      mv "$file" "$aside"
    fi
  done
}

# Data files exist, also empty ones, or ones that a start would not read.
has_files() {
  for file in "$data_dir"/appendonlydir "$data_dir"/*.aof "$data_dir"/*.rdb; do
    [ -e "$file" ] && return 0
  done
  return 1
}

# Removes what a first start wrote, the identity last.
remove_start() {
  rm -rf "$data_dir"/appendonlydir "$data_dir"/*.aof "$data_dir"/*.rdb
  remove "$identity"
}
