# shellcheck shell=sh disable=SC2034,SC2153
# What the other scripts share: one redis-server instance on this host. It only defines functions.
#
# Variables, all set by the caller:
#   DIRECTORY  absolute folder of the confs; ADDRESS, PORT  where the server listens
#   SERVER     the server's command: a name on PATH or a path, also a valkey-server

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

# The client that came with the server, so that both are of one version.
find_client() {
  server=$(command -v "$SERVER") || fail "Cannot run a server on $ADDRESS:$PORT as its host has no \"$SERVER\":" \
    "install it there (Debian: apt-get install redis-server) or set serverCommand to its path"
  client=${server%-server}-cli
  [ -x "$client" ] || client=$(command -v redis-cli || command -v valkey-cli) ||
    fail "Cannot ask the server on $ADDRESS:$PORT as its host has no redis-cli beside \"$server\" nor on PATH: install it there"
}

# The password of the conf $1.
password_of() {
  sed -n 's/^requirepass "\(.*\)"$/\1/p' "$1" 2>/dev/null | sed 's/\\\(.\)/\1/g'
}

# Asks the server by the password of the conf in force, which after a change is not the one that the
# stack declares; it never stands in argv.
ask() {
  # An empty one would be sent too, and the server's refusal of it printed before each reply.
  secret=$(password_of "$conf")
  if [ -n "$secret" ]; then export REDISCLI_AUTH="$secret"; fi
  timeout "${ASK_SECONDS:-5}" "$client" -h "$ADDRESS" -p "$PORT" "$@" 2>&1 9>&- </dev/null
}

# Prints the field $1 of the INFO text $2.
info_field() {
  printf '%s\n' "$2" | sed -n "s/^$1:\(.*\)\$/\1/p" | tr -d '\r'
}

# Whether $1 is a process that lives; a zombie does not.
is_alive() {
  [ -n "$1" ] && [ -r "/proc/$1/stat" ] || return 1
  case $(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) in
    Z | X | '') return 1 ;;
  esac
}

# Whether $1 is the process of this instance: alive and at home in its folder.
is_ours() {
  is_alive "$1" && [ "$(readlink "/proc/$1/cwd")" = "$(cd "$home" 2>/dev/null && pwd -P)" ]
}

# Prints the pid of this instance's process; fails when there is none.
find_pid() {
  found=$(cat "$pidfile" 2>/dev/null) || found=
  is_ours "$found" && printf '%s\n' "$found"
}

has_identity() {
  [ -s "$identity" ]
}

# An append-only file or a snapshot, of Redis 7 and later or of those before.
has_data() {
  for file in "$home"/appendonlydir/* "$home"/*.aof "$home"/*.rdb; do
    [ -s "$file" ] && return 0
  done
  # A fresh node of Redis 5 or 6 has an append-only file that is still empty.
  [ -e "$home/appendonly.aof" ]
}

# Prints whether the instance has an identity and data on disk: "yes no".
disk_state() {
  has=no kept=no
  if has_identity; then has=yes; fi
  if has_data; then kept=yes; fi
  echo "$has $kept"
}

# Replaces the file $1 by the text $2 at once, for its owner and group alone.
write_file() {
  (umask 027 && printf '%s' "$2" >"$1.new" && mv -f "$1.new" "$1") 2>/dev/null ||
    fail "Cannot write $1 as its folder does not take it: $(free_space)"
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

# Starts the server, waits until it answers (20 s, and longer while it says that it is loading) and
# writes down what its conf means. Needs conf.sh.
start_server() {
  find_client
  told=$({ wc -c <"$log"; } 2>/dev/null) || told=0
  said=$("$server" "$conf" 2>&1 8<&- 9>&- </dev/null) ||
    fail "Cannot start $ADDRESS:$PORT as \"$server\" refuses its conf: $(why_stopped "$said")"
  tries=0
  while
    reply=$(ask PING) || true
    [ "$reply" != PONG ]
  do
    case $reply in
      *LOADING*) limit=12000 ;;
      *NOAUTH* | *WRONGPASS* | *DENIED*) fail "Cannot ask $ADDRESS:$PORT as it refuses the stack's password: $reply" ;;
      *) limit=400 ;;
    esac
    tries=$((tries + 1))
    [ "$tries" -lt "$limit" ] || fail "Cannot start $ADDRESS:$PORT as its server does not answer PING in time but: $reply ($(why_stopped "$said"))"
    if [ "$tries" -gt 40 ] && ! find_pid >/dev/null; then
      fail "Cannot start $ADDRESS:$PORT as its server ended at once: $(why_stopped "$said")"
    fi
    sleep 0.05
  done
  # A record of the next conf is worth more than one of that which is on its way out.
  [ -e "$conf.next" ] || record_effective "$(cat "$conf")" ask
}

# The last words of a server that was started: of its log, or what it printed. What the log had
# before it, $told bytes, is of a server that is long gone.
why_stopped() {
  words=$(tail -c "+$((told + 1))" "$log" 2>/dev/null | grep -v '^$' | tail -n 3) || words=
  printf '%s' "${words:-$1}" | tr '\n' ' '
}
