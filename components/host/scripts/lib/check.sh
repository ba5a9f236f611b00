# shellcheck shell=sh
# Checks of a host before a server starts or a configuration changes there. They change nothing on it. Comes after
# preflight.sh. Needs ADDRESS, DIRECTORY, SERVER, PORTS and CONF, the declared configuration of the first port.

# Prints "check PORT TEXT" for each reason why the ports in $1, which have no server, cannot get one, and
# "check - TEXT" if it concerns all of them.
check_starts() {
  for port in $1; do
    choose_instance "$port"
    if find_server; then continue; fi
    print_check "$port" "$(reason_of check_ports)"
    print_check "$port" "$(reason_of check_program)"
    print_check "$port" "$(reason_of check_user)"
  done
  command -v flock >/dev/null ||
    print_check - "flock is missing. Install it (Debian: apt-get install util-linux)"
  print_check - "$(reason_of find_client)"
  print_check - "$(reason_of check_writable)"
  print_check - "$(reason_of check_tmp)"
  print_check - "$(reason_of check_address)"
}

# Checks the configuration of the port $1 if it is new or changed, and the memory also if the ports $2 have no server.
check_conf() {
  choose_instance "$1"
  if ! is_recorded; then print_check - "$(reason_of test_declared)"; elif [ -z "$2" ]; then return 0; fi
  print_check - "$(reason_of check_declared_memory)"
}

test_declared() {
  # Nothing is recorded: a preview changes no file.
  # shellcheck disable=SC2317
  record_effective() { :; }
  find_client
  read_conf
  # The directory of a new node does not exist yet; the test has its own.
  CONF=$(printf '%s' "$CONF" | sed '/^dir /d; /^logfile /d')${newline?}
  test_conf
}

# Fails if this program has failed to read the data, which another one has written: it would fail again.
check_program() {
  has_failed "Bad file format reading the append only|Can't handle RDB format version|Wrong signature trying" || return 0
  read_starts
  read_program
  if [ -z "${served?}" ] || [ "$served" = "${failed?}" ] || [ "${program?}" != "$failed" ]; then return 0; fi
  fail "$failed could not read its data, which $served wrote. Set serverCommand back to the path of $served"
}

# Fails if the data directory belongs to another user: a start would leave files there that this user cannot change.
check_user() {
  [ -d "${data_dir:?}" ] || return 0
  read_owner "$data_dir"
  login_id=$(id -u)
  if [ "${owner_id?}" = "$login_id" ]; then return 0; fi
  login=$(id -un 2>/dev/null) || login=$login_id
  fail "its files belong to ${owner?}, a start would run it as $login, the SSH user. Set the SSH user back to $owner." \
    "To change it: destroy as $owner, give the directory to $login, up as $login"
}

# Prints a check if the login user cannot read the files of the ports in $1: nothing else would be true then.
check_readable() {
  set -- "$1" "$DIRECTORY/cluster.json"
  for port in $1; do
    choose_instance "$port"
    set -- "$@" "$data_dir" "${conf:?}"
  done
  shift
  print_check - "$(reason_of require_readable "$@")"
}

check_writable() {
  path=$DIRECTORY
  while [ ! -e "$path" ]; do
    path=${path%/*}
    path=${path:-/}
  done
  [ -d "$path" ] || fail "$path is not a directory"
  [ -w "$path" ] || fail "$path is not writable for the login user. Let it write there, or choose another" \
    "directory ($(ls -ld "$path"))"
  read_disk "$path"
  [ "${free_mib:-64}" -ge 64 ] || fail "the disk of $DIRECTORY is nearly full: $(free_space "$path"), 64 MiB" \
    "needed. Free some space, or choose another directory"
}

# Each test of a configuration writes files there.
check_tmp() {
  scratch=$(mktemp -d 2>&1) || fail "no temporary directory can be made: ${scratch##*: }. Make room in /tmp"
  said=$(exec dd if=/dev/zero of="$scratch/probe" bs=65536 count=1 2>&1) || {
    rm -rf "$scratch"
    said=${said%%"${newline?}"*}
    fail "no file can be written in ${scratch%/*}: ${said##*: }. Make room there"
  }
  rm -rf "$scratch"
}

# All servers of the host have the same directives.
check_declared_memory() {
  each=$(printf '%s' "$CONF" | maxmemory_sum)
  count=$(($(printf '%s' "${PORTS?}" | wc -w)))
  limit=$(memory_limit /proc/meminfo /proc/self/cgroup /sys/fs/cgroup)
  [ "$((each * count))" -le "${limit:-$((each * count))}" ] ||
    fail "maxmemory of its $count servers adds up to $((each * count / 1048576)) MiB, and the host has" \
      "$((limit / 1048576)) MiB. Lower maxmemory, or put fewer nodes on this host"
}

check_address() {
  addresses=$(own_addresses)
  case "$addresses " in
    # Without a list nothing is known.
    ' ' | *" $ADDRESS "*) ;;
    *) fail "$ADDRESS is not an address of this host; it has$addresses" ;;
  esac
}

# Prints " 127.0.0.1 10.0.0.5 ::1 fd00::5", each in its short form and without the link-local ones.
own_addresses() {
  awk '/32 host LOCAL/ && !seen[last]++ { printf " %s", last } { last = $2 }' \
    /proc/net/fib_trie 2>/dev/null || :
  # Lines of 32 hex digits and more. Of the longest runs of two zeros or more the first is left out.
  awk '
    /^fe[89ab]/ { next }
    {
      text = ""
      for (at = 1; at < 32; at += 4) {
        group = substr($1, at, 4)
        sub(/^0+/, "", group)
        text = text ":" (group == "" ? 0 : group)
      }
      for (run = ":0:0:0:0:0:0:0:0"; length(run) > 2; run = substr(run, 3)) {
        at = index(text ":", run ":")
        if (at) {
          text = substr(text, 1, at - 1) "::" substr(text, at + length(run) + 1)
          break
        }
      }
      printf " %s", text ~ /^::/ ? text : substr(text, 2)
    }' /proc/net/if_inet6 2>/dev/null || :
}

# Prints why $@ fails, without the words that name the node.
reason_of() {
  if said=$("$@" 2>&1 >/dev/null); then return 0; fi
  said=${said#Cannot * "$ADDRESS:$PORT: "}
  printf '%s' "$said" | tr '\n' ' '
}

print_check() {
  if [ -n "$2" ]; then echo "check $1 $2"; fi
}
