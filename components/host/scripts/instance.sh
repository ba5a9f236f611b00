# shellcheck shell=sh disable=SC2034,SC2153,SC3013
# What the other scripts share: one redis-server instance on this host. It only defines functions.
# Where they could start a process or a shell do the work, the shell does: many nodes start at once.
#
# Variables, all set by the caller:
#   DIRECTORY  absolute folder of the confs; ADDRESS, PORT  where the server listens
#   SERVER     the server's command: a name on PATH or a path, also a valkey-server

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

# The client that came with the server, so that both are of one version.
find_client() {
  server=$(command -v "$SERVER") || fail "Cannot run a server on $ADDRESS:$PORT as its host has no \"$SERVER\":" \
    "install it there (Debian: apt-get install redis-server) or set serverCommand to its path"
  client=${server%-server}-cli
  [ -x "$client" ] || client=$(command -v redis-cli || command -v valkey-cli) ||
    fail "Cannot ask the server on $ADDRESS:$PORT as its host has no redis-cli beside \"$server\" nor on PATH: install it there"
}

# Sets in_force to the text of the conf in force, which after a change is not the declared one.
read_conf() {
  in_force=
  if [ -r "$conf" ]; then in_force=$(cat "$conf"); fi
}

# Asks the server the command that the arguments are; without any those on standard input, one a line.
# Only in a subshell, as $(ask PING): it becomes the client.
ask() {
  if [ $# -gt 0 ]; then exec </dev/null; fi
  use_password "$in_force"
  exec timeout "${ASK_SECONDS:-5}" "$client" -h "$ADDRESS" -p "$PORT" "$@" 2>&1 9>&-
}

# Gives the client the password of the conf text $1; it never stands in argv.
use_password() {
  read_password "$1"
  # An empty one would be sent too, and the server's refusal of it printed before each reply.
  if [ -n "$password" ]; then export REDISCLI_AUTH="$password"; fi
}

# Sets password to that of the conf text $1: of its line requirepass "a\"b", without the backslashes.
read_password() {
  password=
  rest=$newline$1
  case $rest in
    *"${newline}requirepass \""*) rest=${rest#*"${newline}requirepass \""} ;;
    *) return 0 ;;
  esac
  rest=${rest%%"$newline"*}
  case $rest in
    *'"') rest=${rest%'"'} ;;
    *) return 0 ;;
  esac
  while [ "$rest" != "${rest#*\\}" ]; do
    password=$password${rest%%\\*}
    rest=${rest#*\\}
    after=${rest#?}
    password=$password${rest%"$after"}
    rest=$after
  done
  password=$password$rest
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

# Starts the server, waits until it answers (20 s, and longer while it says that it is loading), reads
# its facts and writes down what its conf means. Needs find_client, read_conf and conf.sh.
start_server() {
  told=0
  if [ -s "$log" ]; then told=$({ wc -c <"$log"; } 2>/dev/null) || told=0; fi
  said=$("$server" "$conf" 2>&1 8<&- 9>&- </dev/null) ||
    fail "Cannot start $ADDRESS:$PORT as \"$server\" refuses its conf: $(why_stopped "$said")"
  tries=0
  while
    facts=
    # A client costs more than the sleep, and before a server writes its pid, if it can, none answers.
    if find_pid || [ "$tries" -gt 50 ]; then facts=$(ask_facts ask) || :; fi
    reply=${facts%%"$newline"*}
    [ "$reply" != PONG ]
  do
    pause=0.02
    case $reply in
      # It may load for minutes, and is not to be asked fifty times a second.
      *LOADING*) limit=3000 pause=0.2 ;;
      *NOAUTH* | *WRONGPASS* | *DENIED*) fail "Cannot ask $ADDRESS:$PORT as it refuses the stack's password: $reply" ;;
      *) limit=1000 ;;
    esac
    tries=$((tries + 1))
    [ "$tries" -lt "$limit" ] || fail "Cannot start $ADDRESS:$PORT as its server does not answer PING in time but: $reply ($(why_stopped "$said"))"
    if [ "$tries" -gt 100 ] && ! find_pid; then
      fail "Cannot start $ADDRESS:$PORT as its server ended at once: $(why_stopped "$said")"
    fi
    sleep "$pause"
  done
  read_facts "$facts"
  read_names
  # A record of the next conf is worth more than one of that which is on its way out.
  [ -e "$conf.next" ] || record_effective "$in_force"
}

# Prints whether a server answers, who it is, what its conf means and what it runs, by the function $1:
# one client costs less than four.
ask_facts() {
  "$1" <<COMMANDS
PING
CONFIG GET *
INFO server
CLUSTER MYID
COMMANDS
}

# Sets names to "RUN_ID PID SERVER VERSION ID" and values to "NAME VALUE" lines, the directives without the
# secrets among them, of the facts $1: from their second line on directives in pairs of lines, then "# Server" and
# the lines of INFO, which end as those of a network protocol do, at last the ID. A Valkey names a Redis too.
read_facts() {
  words=$(
    awk '
      NR == 1 { next }
      NR % 2 == 0 && /^# Server/ { is_info = 1 }
      is_info && sub(/\r$/, "") { colon = index($0, ":"); info[substr($0, 1, colon - 1)] = substr($0, colon + 1); next }
      is_info { if ($0 != "") id = $0; next }
      NR % 2 == 0 { name = $0; next }
      name != "requirepass" && name != "masterauth" { values = values "\n" name " " $0 }
      END {
        server = "valkey_version" in info ? "valkey" : "redis"
        print info["run_id"], info["process_id"], server, info[server "_version"], id values
      }' <<FACTS
$1
FACTS
  )
  names=${words%%"$newline"*}
  values=${words#"$names"}
}

# Sets run_id, process_id, name, version and id to what names say.
read_names() {
  read -r run_id process_id name version id <<NAMES
$names
NAMES
}

# The last words of a server that was started: of its log, or what it printed. What the log had
# before it, $told bytes, is of a server that is long gone.
why_stopped() {
  words=$(tail -c "+$((told + 1))" "$log" 2>/dev/null | grep -v '^$' | tail -n 3) || words=
  printf '%s' "${words:-$1}" | tr '\n' ' '
}
