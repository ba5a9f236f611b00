# shellcheck shell=sh
# Checks of a host before a server starts. Comes after instance.sh. Needs ADDRESS, PORT, DIRECTORY and CONF.

make_directory() {
  [ -d "${data_dir:?}" ] || said=$(exec mkdir -p -m 700 "$data_dir" 2>&1) ||
    fail "Cannot create ${ADDRESS:?}:${PORT:?}: $data_dir cannot be created: ${said##*: }." \
      "Choose another directory, or let the login user write there"
  if [ ! -w "$data_dir" ] && ! write_probe; then
    fail "Cannot create $ADDRESS:$PORT: $data_dir is not writable: $said. Choose another directory," \
      "or let the login user write there ($(ls -ld "$data_dir"))"
  fi
}

# Fails if the identity on disk is that of another address: its peers would look for the node there.
check_owner() {
  [ -r "${identity:?}" ] || return 0
  owner=$(own_name <"$identity")
  case $owner in
    '' | :0 | ":$PORT" | "$ADDRESS:$PORT") return 0 ;;
    # One IPv6 address can be written in several ways.
    *:*:*:"$PORT") return 0 ;;
  esac
  fail "Cannot start $ADDRESS:$PORT: $data_dir belongs to the node $owner (see ${PORT}_node.conf). Its" \
    "peers expect it there. Restore that address, choose another directory, or move $data_dir aside if you" \
    "do not need its data"
}

# Prints the node's own address in the nodes.conf on standard input; ":0" before it met a peer.
own_name() {
  sed -n '/^[0-9a-f]* [^@]*@.* myself[, ]/ { s/^[0-9a-f]* \([^@]*\)@.*/\1/p; q; }'
}

# Fails if nothing can be written, or if a new node has less than 64 MiB: an append-only file that cannot grow
# stops every write. A node that has data is started with less.
check_disk() {
  write_probe ||
    fail "Cannot start $ADDRESS:$PORT: $data_dir is not writable: $said. $(free_space "$data_dir")." \
      "Free some space, mount it writable, or choose another directory"
  if has_data; then return 0; fi
  read_disk "$data_dir"
  [ "${free_mib:-64}" -ge 64 ] || fail "Cannot start $ADDRESS:$PORT: the disk of $data_dir is nearly full:" \
    "$(free_space "$data_dir"), 64 MiB needed. Free some space, or choose another directory"
}

# Writes and removes 64 KiB. Sets said: "No space left on device".
write_probe() {
  said=$(exec dd if=/dev/zero of="$data_dir/.probe" bs=65536 count=1 conv=fsync 2>&1) || {
    rm -f "$data_dir/.probe"
    said=${said%%"$newline"*}
    said=${said##*: }
    return 1
  }
  rm -f "$data_dir/.probe"
}

# Fails if the maxmemory of all servers in DIRECTORY, where it is set, is more than the host's memory.
check_memory() {
  case ${CONF:?} in
    *[Mm][Aa][Xx][Mm][Ee][Mm][Oo][Rr][Yy]*) ;;
    *) return 0 ;;
  esac
  # The staged configurations will be active after the next restart.
  set --
  for file in "${DIRECTORY:?}"/*.conf; do
    if [ -r "$file.next" ]; then file=$file.next; fi
    if [ -r "$file" ]; then set -- "$@" "$file"; fi
  done
  # Another run may remove one of them meanwhile.
  asked=$(cat "$@" 2>/dev/null | maxmemory_sum)
  limit=$(memory_limit /proc/meminfo /proc/self/cgroup /sys/fs/cgroup)
  if [ "$asked" -le "${limit:-$asked}" ]; then return 0; fi
  # If the port is given up now, its configuration must not count.
  has_identity || rm -f "${conf:?}"
  fail "Cannot use the configuration of $ADDRESS:$PORT: maxmemory of all servers in $DIRECTORY adds up to" \
    "$(((asked + 1048575) / 1048576)) MiB, and the host has $((limit / 1048576)) MiB." \
    "Lower maxmemory, or put fewer nodes on this host"
}

# Prints the sum of all maxmemory lines on standard input in bytes. As in Redis, 1k is 1000 and 1kb is 1024.
maxmemory_sum() {
  awk '
    tolower($1) == "maxmemory" {
      gsub(/"/, "", $2)
      unit = tolower($2); sub(/^[0-9]+/, "", unit)
      base = unit ~ /b$/ && unit != "b" ? 1024 : 1000
      power = index("kmg", substr(unit, 1, 1)) * (unit ~ /^[kmg]/)
      sum += $2 * base ^ power
    }
    END { printf "%.0f\n", sum }'
}

# Prints in bytes the least of the meminfo file $1 and of the groups of the cgroup file $2 below $3.
memory_limit() {
  awk -v meminfo="$1" -v groups="$2" -v root="$3" '
    BEGIN {
      while ((getline < meminfo) > 0) if ($1 == "MemTotal:") note(sprintf("%.0f", $2 * 1024))
      while ((getline line < groups) > 0) {
        split(line, part, ":")
        if (part[1] == 0 && part[2] == "") read_up(root, "memory.max", part[3])
        if (part[2] ~ /(^|,)memory(,|$)/) read_up(root "/memory", "memory.limit_in_bytes", part[3])
      }
      print least
    }
    function read_up(root, name, path) {
      sub(/\/$/, "", path)
      read_limit(root path "/" name)
      while (sub(/\/[^\/]*$/, "", path)) read_limit(root path "/" name)
    }
    function read_limit(file) {
      while ((getline text < file) > 0) if (text ~ /^[0-9]+$/) note(text)
      close(file)
    }
    function note(bytes) { if (least == "" || bytes + 0 < least + 0) least = bytes }'
}
