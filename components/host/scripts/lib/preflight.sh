# shellcheck shell=sh disable=SC2154
# What a host must have before a server starts on it, and what it should have; it only defines
# functions. ADDRESS, PORT, DIRECTORY, CONF and the paths of choose_instance are the caller's.

# Makes the folder of a node that has none.
make_folder() {
  [ -d "$home" ] || mkdir -p "$home" 2>/dev/null || fail "Cannot make $ADDRESS:$PORT as $(mkdir -p "$home" 2>&1): choose another directory"
  if [ ! -w "$home" ]; then
    write_probe || :
    fail "Cannot make $ADDRESS:$PORT as $home cannot be written: $(probe_reason), $(ls -ld "$home")"
  fi
}

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
  [ -r "$identity" ] || return 0
  owner=$(own_name <"$identity")
  case $owner in
    '' | :0 | ":$PORT" | "$ADDRESS:$PORT") return 0 ;;
    # One IPv6 address can be written in several ways.
    *:*:*:"$PORT") return 0 ;;
  esac
  fail "Cannot start $ADDRESS:$PORT as $home belongs to the node $owner, by its ${PORT}_node.conf:" \
    "make that the address again, choose another directory, or move $home away if its data may go"
}

# Prints where the node of the nodes.conf on standard input stands: "10.0.0.5:7000", or ":0" before it
# met anybody.
own_name() {
  sed -n '/^[0-9a-f]* [^@]*@.* myself[, ]/ { s/^[0-9a-f]* \([^@]*\)@.*/\1/p; q; }'
}

# Fails when nothing can be written, or a new node finds less than 64 MiB free: an append-only file
# that cannot grow stops every write. A node that has data is started with less.
check_disk() {
  write_probe || fail "Cannot start $ADDRESS:$PORT as $home cannot be written: $(probe_reason);" \
    "$(describe_disk "$(df -Pk "$home")"). Free some space or mount it for writing, or choose another directory"
  if has_data; then return 0; fi
  disk=$(df -Pk "$home")
  free=$(free_bytes "$disk")
  [ "${free:-67108864}" -ge 67108864 ] || fail "Cannot start $ADDRESS:$PORT as the disk of $home is nearly full:" \
    "$(describe_disk "$disk"), 67108864 needed. Free some space, or choose another directory"
}

# Writes 64 KiB below the node's folder and removes them; sets said to what dd says.
write_probe() {
  said=$(dd if=/dev/zero of="$home/.probe" bs=65536 count=1 conv=fsync 2>&1) || {
    rm -f "$home/.probe"
    return 1
  }
  rm -f "$home/.probe"
}

# Prints why a probe failed: "No space left on device".
probe_reason() {
  printf '%s\n' "$said" | sed -n '1s/.*: //p'
}

# Prints the free bytes of the df text $1; nothing where the file system counts none.
free_bytes() {
  {
    read -r _
    read -r _ blocks _ available _
  } <<DF
$1
DF
  case $blocks in
    0 | *[!0-9]*) ;;
    *) echo "$((available * 1024))" ;;
  esac
}

# Names the file system of the df text $1: "/srv (/dev/sdb1) has 1048576 bytes free".
describe_disk() {
  printf '%s\n' "$1" | awk 'NR == 2 { printf "%s (%s) has %.0f bytes free\n", $6, $1, $4 * 1024 }'
}

# Fails when the servers of this folder may take more memory together than there is. A conf without
# maxmemory adds nothing, and that of another node is that one's own to check.
check_memory() {
  case $CONF in
    # Names of directives may be written in capitals too.
    *[Mm][Aa][Xx][Mm][Ee][Mm][Oo][Rr][Yy]*) ;;
    *) return 0 ;;
  esac
  # Each conf of this folder as it will be once nothing is pending.
  set --
  for file in "$DIRECTORY"/*.conf; do
    if [ -r "$file.next" ]; then file=$file.next; fi
    if [ -r "$file" ]; then set -- "$@" "$file"; fi
  done
  # A neighbour may give its conf up meanwhile.
  asked=$(cat "$@" 2>/dev/null | maxmemory_sum)
  has=$(memory_limit /proc/meminfo /proc/self/cgroup /sys/fs/cgroup)
  if [ "$asked" -le "${has:-$asked}" ]; then return 0; fi
  # The port may be given up now, and its conf must not count then.
  has_identity || rm -f "$conf"
  fail "Cannot use the conf of $ADDRESS:$PORT as maxmemory of all servers in $DIRECTORY" \
    "is more than the memory of their host: $asked bytes of $has. Lower maxmemory, or give the host fewer ports"
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

# Prints the least of what bounds the memory, in bytes: the machine of the meminfo file $1, and each group
# of the cgroup file $2 and those above it, which have their files below $3 and may say "max" there.
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
