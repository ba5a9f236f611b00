# shellcheck shell=sh disable=SC2034
# Starting the server of an instance and asking it. Comes after instance.sh. Needs ADDRESS, PORT and SERVER,
# the server's command: a name on PATH or a path, also of a valkey-server.

# Sets server and client, the redis-cli of the same version.
find_client() {
  server=$(command -v "${SERVER:?}") ||
    fail "Cannot run ${ADDRESS:?}:${PORT:?}: its host has no command \"$SERVER\". Install it" \
      "(Debian: apt-get install redis-server), or set serverCommand to its path"
  client=${server%-server}-cli
  [ -x "$client" ] || client=$(command -v redis-cli || command -v valkey-cli) ||
    fail "Cannot run $ADDRESS:$PORT: its host has no redis-cli, neither next to \"$server\" nor on PATH." \
      "Install it (Debian: apt-get install redis-tools)"
}

# Sets active_conf, the text of the active configuration, and what choose_login does.
read_conf() {
  active_conf=
  if [ -r "${conf:?}" ]; then active_conf=$(cat "$conf"); fi
  choose_login
}

# Sets login_conf, the text with the password of the running server: of the active configuration, the staged
# one and the declared one. Converge sets a new password before it activates its configuration.
choose_login() {
  login_conf=$active_conf
  [ -n "${pid-}" ] || return 0
  staged_conf=
  if [ -r "$conf.next" ]; then staged_conf=$(cat "$conf.next"); fi
  for text in "$staged_conf" "${CONF-}"; do
    read_password "$login_conf"
    current=$password
    read_password "$text"
    if [ -z "$text" ] || [ "$password" = "$current" ] || accepts_login; then continue; fi
    login_conf=$text
  done
}

accepts_login() {
  case $(ask PING) in
    *NOAUTH* | *WRONGPASS* | *'invalid password'* | *'AUTH failed'*) return 1 ;;
  esac
}

# Asks one command, or those on standard input. Call it as $(ask PING): it replaces its shell.
ask() {
  if [ $# -gt 0 ]; then exec </dev/null; fi
  export_password "$login_conf"
  exec timeout "${ASK_SECONDS:-5}" "$client" -h "$ADDRESS" -p "$PORT" "$@" 2>&1 9>&-
}

# Gives the client the password of the conf text $1, not in argv.
export_password() {
  read_password "$1"
  # With an empty one each reply would begin with the server's rejection of it.
  if [ -n "$password" ]; then export REDISCLI_AUTH="$password"; fi
}

# Sets password to that of the conf text $1: of its line requirepass "a\"b", without the backslashes.
read_password() {
  password=
  rest=${newline:?}$1
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

# Starts the server on its active configuration and waits until it answers, 20 s at most. It may still load its
# data: converge waits for that, for all servers at once. Needs find_client and read_conf. Sets what read_facts does.
start_server() {
  log_size=0
  if [ -s "${log:?}" ]; then log_size=$({ wc -c <"$log"; } 2>/dev/null) || log_size=0; fi
  # The log is for the server's group too, its data for the server alone.
  umask 027
  { true >>"$log"; } 2>/dev/null || :
  umask 077
  printed=$(exec "$server" "$conf" 2>&1 8<&- 9>&- </dev/null) ||
    fail "Cannot start $ADDRESS:$PORT: \"$server\" rejects its configuration: $(last_words)"
  # A client costs more than a sleep, and gets no answer before the server has written its pid, if it can.
  retry 50 0.02 find_pid || :
  asked=0 reply=
  retry 1000 0.02 has_answered || fail_unanswered
  read_facts "$facts"
  case $reply in
    *LOADING*) correct_appendonly ;;
  esac
}

# While Redis loads an append-only file, CONFIG GET says that it has none.
correct_appendonly() {
  off="${newline}appendonly no"
  case ${active_conf##*"${newline}appendonly "} in
    yes*) ;;
    *) return 0 ;;
  esac
  case $effective_values$newline in
    *"$off$newline"*)
      effective_values="${effective_values%%"$off"*}${newline}appendonly yes${effective_values#*"$off"}"
      ;;
  esac
}

# True too while the server loads its data. Sets facts and reply.
has_answered() {
  # One that loads its data may take seconds for each reply.
  facts=$(ASK_SECONDS=20 ask_facts ask) || [ $? -ne 124 ] || fail_unanswered
  reply=${facts%%"$newline"*}
  case $reply in
    PONG | *LOADING*) return 0 ;;
    *NOAUTH* | *WRONGPASS* | *DENIED*)
      fail "Cannot use $ADDRESS:$PORT: the server rejects the stack's password: $reply"
      ;;
  esac
  asked=$((asked + 1))
  [ "$asked" -lt 50 ] || find_pid ||
    fail "Cannot start $ADDRESS:$PORT: the server exited during its start: $(last_words)"
  return 1
}

fail_unanswered() {
  fail "Cannot start $ADDRESS:$PORT: the server did not answer within 20 s: ${reply:-no reply} ($(last_words))"
}

# Prints the last lines that the server logged since its start, or else what it printed.
last_words() {
  # A warning about memory is no reason.
  lines=$(tail -c "+$((log_size + 1))" "$log" 2>/dev/null | grep -v -e '^$' -e overcommit | tail -n 3) || lines=
  # Followed at once, Redis's own advice cuts off keys of which another node may have a copy.
  printf '%s' "${lines:-$printed}" | sed 's/: make a backup of your AOF file, then use .*redis-check-aof.*$//
    s/: make a backup of your AOF file, then use .*valkey-check-aof.*$//' | tr '\n' ' '
}

# Prints the replies that read_facts reads. $1 is the function that asks: one client costs less than four.
ask_facts() {
  "$1" <<COMMANDS
PING
CONFIG GET *
INFO server
CLUSTER MYID
COMMANDS
}

# Sets server_facts, "RUN_ID PID KIND VERSION NODE_ID", and effective_values, for each directive but the
# passwords a newline and "NAME VALUE", from the replies $1. After PONG, or an error and an empty line, come pairs of
# lines, then, or at once, "# Server" and INFO, whose lines end with CR LF, then the ID, which a server that loads its
# data does not say. A Valkey has a redis_version too.
read_facts() {
  summary=$(
    exec awk '
      NR == 1 && !/^# Server/ { is_error = !/^PONG/; next }
      NR == 2 && is_error && $0 == "" { next }
      !is_info && !is_value && /^# Server/ { is_info = 1 }
      is_info && sub(/\r$/, "") {
        colon = index($0, ":")
        info[substr($0, 1, colon - 1)] = substr($0, colon + 1)
        next
      }
      is_info { if ($0 != "") id = $0; next }
      !is_value { name = $0; is_value = 1; next }
      { is_value = 0 }
      name != "requirepass" && name != "masterauth" { values = values "\n" name " " $0 }
      END {
        kind = "valkey_version" in info ? "valkey" : "redis"
        print info["run_id"], info["process_id"], kind, info[kind "_version"], id values
      }' <<FACTS
$1
FACTS
  )
  server_facts=${summary%%"$newline"*}
  effective_values=${summary#"$server_facts"}
}
