# shellcheck shell=sh disable=SC2154
# The conf of an instance; it only defines functions. CONF, the declared text, and the paths of
# choose_instance are the caller's. Beside PORT.conf, the one in force, lie
#
#   PORT.conf.next       the declared one, while the server runs on another
#   PORT.conf.effective  the newest declared one, the line "# effective", and then each directive as
#                        it is under that conf, in the server's own words: "maxmemory 104857600"
#   PORT.conf.pending    the directives of .next that take a restart, with commas between

# redisConf.ts writes the first and reads the second.
directives_mark="# user directives"
effective_mark="# effective"

# For a server that is stopped.
write_conf() {
  write_file "$conf" "$CONF"
  active_conf=$CONF
  remove "$conf.pending"
  remove "$conf.next"
}

# Lays the declared conf beside the one in force, once the server itself has taken it elsewhere.
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
  [ "${active_conf%"$newline"}" = "${CONF%"$newline"}" ]
}

is_recorded() {
  [ -e "$conf.effective" ] &&
    [ "$(sed "/^$effective_mark\$/,\$d" "$conf.effective" 2>/dev/null)" = "${CONF%"$newline"}" ]
}

# Starts the server on the declared conf in a folder of its own, without ports or cluster, and ends
# it again. Never in the node's folder: there it would open the live data a second time.
test_conf() {
  scratch=$(mktemp -d)
  {
    printf '%s' "$CONF"
    printf '%s\n' "port 0" "unixsocket $scratch/socket" "dir $scratch" "pidfile $scratch/pid" \
      "logfile $scratch/log" "daemonize no" "cluster-enabled no"
  } >"$scratch/conf"
  "$server" "$scratch/conf" >"$scratch/out" 2>&1 8<&- 9>&- </dev/null &
  tested=$!
  trap end_test EXIT
  tries=0
  until [ -e "$scratch/socket" ] && [ "$(ask_test PING)" = PONG ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! is_alive "$tested"; then
      words=$(cat "$scratch/out" "$scratch/log" 2>/dev/null | grep -v '^$' | tail -n 4 | tr '\n' ' ')
      fail "Cannot change the conf of $ADDRESS:$PORT as \"$server\" refuses it, and nothing was changed: $words"
    fi
    sleep 0.05
  done
  try_directives ask_test
  read_facts "$(ask_facts ask_test)"
  record_effective "$CONF"
  trap - EXIT
  end_test
}

end_test() {
  kill "$tested" 2>/dev/null || :
  wait "$tested" 2>/dev/null || :
  rm -rf "$scratch"
}

# Asks the server under test as ask() does that of the node.
ask_test() {
  if [ $# -gt 0 ]; then exec </dev/null; fi
  use_password "$CONF"
  exec timeout 5 "$client" -s "$scratch/socket" "$@" 2>&1 9>&-
}

# Sets each directive of the user's that has one plain value to it, as a server may swallow in its
# conf what it refuses when it is told: Redis 5 takes "maxmemory 12xx" for no limit. $1 asks.
try_directives() {
  has_directives || return 0
  settings=$(plain_settings)
  if takes_all "$1" "$settings"; then return 0; fi
  while read -r _ _ name value; do
    [ -n "$name" ] || continue
    said=$("$1" CONFIG SET "$name" "$value") || :
    if [ "$said" != OK ] && is_settable "$1" "$name"; then
      fail "Cannot use the conf of $ADDRESS:$PORT as \"$server\" refuses \"$name $value\", and nothing was changed: $said"
    fi
  done <<SETTINGS
$settings
SETTINGS
}

# Whether the server takes the lines $2, more than one, at once: one client costs less than many. $1 asks.
takes_all() {
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

# Whether a running server takes $2 at all: then it takes the value that it has. $1 asks.
is_settable() {
  own=$("$1" CONFIG GET "$2" | sed -n 2p)
  [ "$("$1" CONFIG SET "$2" "$own")" = OK ]
}

# Whether the user has any directive: they come after the mark.
has_directives() {
  case $CONF in
    *"$newline$directives_mark$newline"?*) ;;
    *"$newline$directives_mark"*) return 1 ;;
    # A conf of the version before the mark: after the stack's last line.
    *"${newline}cluster-replica-no-failover "*"$newline"?*) ;;
    *) return 1 ;;
  esac
}

# Prints the user's directives of one value as commands: "CONFIG SET maxmemory 1gb".
plain_settings() {
  awk -v mark="$directives_mark" '
    $0 == mark { own = 1; split("", count); next }
    own { count[$1]++; line[$1] = $0 }
    own && (NF != 2 || /["'\'']/) { count[$1] = 2 }
    /^cluster-replica-no-failover / { own = 1 }
    END { for (name in count) if (count[name] == 1) print "CONFIG SET " line[name] }' <<CONF
$CONF
CONF
}

# Writes down what each directive is under the conf text $1, as values say.
record_effective() {
  write_file "$conf.effective" "${1%"$newline"}
$effective_mark$values
"
}
