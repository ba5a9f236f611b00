# shellcheck shell=sh disable=SC2034,SC2153,SC2154
# How the other scripts ask and start the server of an instance. Comes after instance.sh, and to start one
# also with conf.sh; it only defines functions. SERVER is the caller's: the server's command, a name on PATH
# or a path, also a valkey-server.

# The client that came with the server, so that both are of one version.
find_client() {
  server=$(command -v "$SERVER") || fail "Cannot run a server on $ADDRESS:$PORT as its host has no \"$SERVER\":" \
    "install it there (Debian: apt-get install redis-server) or set serverCommand to its path"
  client=${server%-server}-cli
  [ -x "$client" ] || client=$(command -v redis-cli || command -v valkey-cli) ||
    fail "Cannot ask the server on $ADDRESS:$PORT as its host has no redis-cli beside \"$server\" nor on PATH: install it there"
}

# Sets active_conf to the text of the conf in force, which after a change is not the declared one.
read_conf() {
  active_conf=
  if [ -r "$conf" ]; then active_conf=$(cat "$conf"); fi
}

# Asks the server the command that the arguments are; without any those on standard input, one a line.
# Only in a subshell, as $(ask PING): it becomes the client.
ask() {
  if [ $# -gt 0 ]; then exec </dev/null; fi
  use_password "$active_conf"
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
  [ -e "$conf.next" ] || record_effective "$active_conf"
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
