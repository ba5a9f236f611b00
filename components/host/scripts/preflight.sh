# shellcheck shell=sh disable=SC2154
# What a host must have before a server starts on it, and what it should have; it only defines
# functions. ADDRESS, PORT, DIRECTORY, CONF and the paths of choose_instance are the caller's.

# Writes the conf, and fails with the cause and the cure where its server could not work.
prepare_start() {
  check_ports
  check_owner
  check_disk
  test_changed
  # Of nodes that are made at the same time the last one sees the confs of all.
  write_conf
  check_memory
}

# Fails when the identity on disk is that of another address: its peers would look for it there.
check_owner() {
  owner=$(own_name "$(cat "$identity" 2>/dev/null)")
  case $owner in
    '' | :0 | ":$PORT" | "$ADDRESS:$PORT") return 0 ;;
    # One IPv6 address can be written in several ways.
    *:*:*:"$PORT") return 0 ;;
  esac
  fail "Cannot start $ADDRESS:$PORT as $home belongs to the node $owner, by its ${PORT}_node.conf:" \
    "make that the address again, choose another directory, or move $home away if its data may go"
}

# Prints where the node of the nodes.conf text $1 stands: "10.0.0.5:7000", or ":0" before it met anybody.
own_name() {
  printf '%s\n' "$1" | sed -n 's/^[0-9a-f]* \([^@]*\)@.* myself[, ].*/\1/p' | head -n 1
}

# Fails when nothing can be written, or a new node finds less than 64 MiB free: an append-only file
# that cannot grow stops every write. A node that has data is started with less.
check_disk() {
  said=$(write_probe) || fail "Cannot start $ADDRESS:$PORT as $home cannot be written: $said;" \
    "$(describe_disk "$(df -Pk "$home")"). Free some space or mount it for writing, or choose another directory"
  if has_data; then return 0; fi
  free=$(free_bytes "$(df -Pk "$home")")
  [ "${free:-67108864}" -ge 67108864 ] || fail "Cannot start $ADDRESS:$PORT as the disk of $home is nearly full:" \
    "$(describe_disk "$(df -Pk "$home")"), 67108864 needed. Free some space, or choose another directory"
}

# Writes 64 KiB below the node's folder and removes them; prints the reason when it cannot.
write_probe() {
  if said=$(dd if=/dev/zero of="$home/.probe" bs=65536 count=1 conv=fsync 2>&1); then
    rm -f "$home/.probe"
  else
    rm -f "$home/.probe"
    printf '%s\n' "$said" | sed -n '1s/.*: //p'
    return 1
  fi
}

# Prints the free bytes of the df text $1; nothing where the file system counts none.
free_bytes() {
  printf '%s\n' "$1" | awk 'NR == 2 && $2 > 0 { printf "%.0f\n", $4 * 1024 }'
}

# Names the file system of the df text $1: "/srv (/dev/sdb1) has 1048576 bytes free".
describe_disk() {
  printf '%s\n' "$1" | awk 'NR == 2 { printf "%s (%s) has %.0f bytes free\n", $6, $1, $4 * 1024 }'
}

# Fails when the servers of this folder may take more memory together than there is.
check_memory() {
  asked=$(newest_confs | maxmemory_sum)
  has=$(least_of "$(memory_limits)")
  if [ "$asked" -le "${has:-$asked}" ]; then return 0; fi
  # The port may be given up now, and its conf must not count then.
  has_identity || rm -f "$conf"
  fail "Cannot use the conf of $ADDRESS:$PORT as maxmemory of all servers in $DIRECTORY" \
    "is more than the memory of their host: $asked bytes of $has. Lower maxmemory, or give the host fewer ports"
}

# Prints the confs of this folder, each as it will be once nothing is pending.
newest_confs() {
  for file in "$DIRECTORY"/*.conf; do
    if [ -e "$file.next" ]; then cat "$file.next"; else cat "$file"; fi
  done
}

# Prints the bytes of all maxmemory lines on standard input together; as Redis reads them, 1k is 1000
# and 1kb is 1024.
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

# Prints in bytes, one a line, what bounds the memory: the machine, and every group that this shell is in.
memory_limits() {
  awk '/^MemTotal:/ { printf "%.0f\n", $2 * 1024 }' /proc/meminfo
  group_files "$(cat /proc/self/cgroup 2>/dev/null)" | while read -r file; do
    grep -x '[0-9]*' "$file" 2>/dev/null || :
  done
}

# Prints the files that bound the memory of the groups in the /proc/self/cgroup text $1 and of those above.
group_files() {
  printf '%s\n' "$1" | awk -F: '
    $1 == 0 && $2 == "" { print_up("/sys/fs/cgroup", "memory.max", $3) }
    $2 ~ /(^|,)memory(,|$)/ { print_up("/sys/fs/cgroup/memory", "memory.limit_in_bytes", $3) }
    function print_up(root, name, path) {
      sub(/\/$/, "", path)
      print root path "/" name
      while (sub(/\/[^\/]*$/, "", path)) print root path "/" name
    }'
}

# Prints the least of the numbers $1.
least_of() {
  printf '%s\n' "$1" | awk '/[0-9]/ && (least == "" || $1 + 0 < least + 0) { least = $1 } END { print least }'
}
