# shellcheck shell=sh disable=SC2034
# The configuration of an instance. Comes after server.sh. Needs CONF, the declared text. The files are
#
#   PORT.conf            the active configuration
#   PORT.conf.next       the staged one: declared, and not active yet
#   PORT.conf.effective  the newest declared one, the line "# effective", and then the value that each
#                        directive has under it in the server's own words: "maxmemory 104857600"
#   PORT.conf.pending    the directives of .next that take effect at the next restart, separated by commas

# redisConf.ts has the same marks.
directives_mark="# user directives"
effective_mark="# effective"

# Makes the declared configuration the active one of a stopped server. Sets active_conf and login_conf.
write_conf() {
  write_file "${conf:?}" "${CONF:?}"
  active_conf=$CONF
  login_conf=$CONF
  remove "$conf.pending"
  remove "$conf.next"
}

stage_conf() {
  is_recorded || test_conf
  remove "$conf.pending"
  if is_active; then
    remove "$conf.next"
  else
    write_file "$conf.next" "$CONF"
  fi
}

is_active() {
  [ "${active_conf%"${newline:?}"}" = "${CONF%"$newline"}" ]
}

is_recorded() {
  [ -e "$conf.effective" ] &&
    [ "$(sed "/^$effective_mark\$/,\$d" "$conf.effective" 2>/dev/null)" = "${CONF%"$newline"}" ]
}

start_recorded() {
  start_server
  [ -e "$conf.next" ] || record_effective "$active_conf"
}

# Starts a test server on the declared configuration, in a temporary directory without ports or cluster, and
# stops it again: in the node's directory it would open live data a second time. Sets what read_facts does.
test_conf() {
  scratch=$(mktemp -d)
  {
    printf '%s' "$CONF"
    printf '%s\n' "port 0" "unixsocket $scratch/socket" "dir $scratch" "pidfile $scratch/pid" \
      "logfile $scratch/log" "daemonize no" "cluster-enabled no"
  } >"$scratch/conf"
  "${server:?}" "$scratch/conf" >"$scratch/out" 2>&1 8<&- 9>&- </dev/null &
  tester=$!
  trap end_test EXIT
  retry 200 0.05 is_test_decided || :
  if [ "$answer" != PONG ]; then
    printed=$(cat "$scratch/out" "$scratch/log" 2>/dev/null | grep -v '^$' | tail -n 4 | tr '\n' ' ')
    fail "Cannot change the configuration of $ADDRESS:$PORT: \"$server\" rejects it." \
      "Nothing was changed. It printed: $printed"
  fi
  try_directives ask_test
  read_facts "$(ask_facts ask_test)"
  record_effective "$CONF"
  trap - EXIT
  end_test
}

# The test server has answered or ended. Sets answer.
is_test_decided() {
  answer=
  if [ -e "$scratch/socket" ]; then answer=$(ask_test PING) || :; fi
  [ "$answer" = PONG ] || ! is_alive "$tester"
}

end_test() {
  kill "$tester" 2>/dev/null || :
  wait "$tester" 2>/dev/null || :
  rm -rf "$scratch"
}

ask_test() {
  if [ $# -gt 0 ]; then exec </dev/null; fi
  export_password "$CONF"
  exec timeout 5 "${client:?}" -s "$scratch/socket" "$@" 2>&1 9>&-
}

# Sets the user's directives of one plain value to it, since a server may accept in its conf what it would
# reject at runtime: Redis 5 takes "maxmemory 12xx" for no limit. $1 is the function that asks the server.
try_directives() {
  has_directives || return 0
  settings=$(plain_settings)
  if accepts_all "$1" "$settings"; then return 0; fi
  while read -r _ _ name value; do
    [ -n "$name" ] || continue
    reply=$("$1" CONFIG SET "$name" "$value") || :
    if [ "$reply" != OK ] && is_settable "$1" "$name"; then
      fail "Cannot use the configuration of $ADDRESS:$PORT: \"$server\" rejects \"$name $value\"." \
        "Nothing was changed. It replied: $reply"
    fi
  done <<SETTINGS
$settings
SETTINGS
}

# The server accepts the lines $2, more than one, at once: one client costs less than many.
accepts_all() {
  case $2 in
    *"$newline"*) ;;
    *) return 1 ;;
  esac
  replies=$(
    "$1" <<SETTINGS
$2
SETTINGS
  ) || return 1
  while read -r _; do
    case $replies in
      OK*) replies=${replies#OK} replies=${replies#"$newline"} ;;
      *) return 1 ;;
    esac
  done <<SETTINGS
$2
SETTINGS
  [ -z "$replies" ]
}

# A running server accepts the directive $2 at all: then it accepts the value that it has.
is_settable() {
  current=$("$1" CONFIG GET "$2" | sed -n 2p)
  [ "$("$1" CONFIG SET "$2" "$current")" = OK ]
}

has_directives() {
  case $CONF in
    *"$newline$directives_mark$newline"?*) ;;
    *"$newline$directives_mark"*) return 1 ;;
    # The version before the mark had the user's directives after this line.
    *"${newline}cluster-replica-no-failover "*"$newline"?*) ;;
    *) return 1 ;;
  esac
}

# Prints the user's directives of one value as commands: "CONFIG SET maxmemory 1gb".
plain_settings() {
  awk -v mark="$directives_mark" '
    $0 == mark { is_user = 1; split("", count); next }
    is_user { count[$1]++; line[$1] = $0 }
    is_user && (NF != 2 || /["'\'']/) { count[$1] = 2 }
    /^cluster-replica-no-failover / { is_user = 1 }
    END { for (name in count) if (count[name] == 1) print "CONFIG SET " line[name] }' <<CONF
$CONF
CONF
}

record_effective() {
  write_file "$conf.effective" "${1%"$newline"}
$effective_mark${effective_values?}
"
}
