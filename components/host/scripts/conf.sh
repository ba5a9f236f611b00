# shellcheck shell=sh disable=SC2154
# The conf of an instance; it only defines functions. CONF, the declared text, and the paths of
# choose_instance are the caller's. Beside PORT.conf, the one in force, lie
#
#   PORT.conf.next       the declared one, while the server runs on another
#   PORT.conf.effective  the newest declared one, the line "# effective", and then each directive as
#                        it is under that conf, in the server's own words: "maxmemory 104857600"
#   PORT.conf.pending    the directives of .next that take a restart, with commas between

# For a server that is stopped.
write_conf() {
  write_file "$conf" "$CONF"
  rm -f "$conf.pending" "$conf.next"
}

# Lays the declared conf beside the one in force, once the server itself has taken it elsewhere.
lay_conf() {
  is_recorded || test_conf
  rm -f "$conf.pending"
  if is_in_force; then
    rm -f "$conf.next"
  else
    write_file "$conf.next" "$CONF"
  fi
}

is_in_force() {
  [ "$(cat "$conf" 2>/dev/null)" = "${CONF%"
"}" ]
}

is_recorded() {
  [ "$(sed '/^# effective$/,$d' "$conf.effective" 2>/dev/null)" = "${CONF%"
"}" ]
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
  record_effective "$CONF" ask_test
  trap - EXIT
  end_test
}

end_test() {
  kill "$tested" 2>/dev/null || :
  wait "$tested" 2>/dev/null || :
  rm -rf "$scratch"
}

# Asks the server under test; the password never stands in argv.
ask_test() {
  secret=$(password_of "$scratch/conf")
  if [ -n "$secret" ]; then export REDISCLI_AUTH="$secret"; fi
  timeout 5 "$client" -s "$scratch/socket" "$@" 2>&1 9>&- </dev/null
}

# Sets each directive of the user's that has one plain value to it, as a server may swallow in its
# conf what it refuses when it is told: Redis 5 takes "maxmemory 12xx" for no limit. $1 asks.
try_directives() {
  while read -r name value; do
    [ -n "$name" ] || continue
    said=$("$1" CONFIG SET "$name" "$value") || :
    if [ "$said" != OK ] && is_settable "$1" "$name"; then
      fail "Cannot use the conf of $ADDRESS:$PORT as \"$server\" refuses \"$name $value\", and nothing was changed: $said"
    fi
  done <<DIRECTIVES
$(plain_directives)
DIRECTIVES
}

# Whether a running server takes $2 at all: then it takes the value that it has. $1 asks.
is_settable() {
  own=$("$1" CONFIG GET "$2" | sed -n 2p)
  [ "$("$1" CONFIG SET "$2" "$own")" = OK ]
}

# Prints the user's directives of one value: they come after the stack's own lines.
plain_directives() {
  printf '%s' "$CONF" | sed '1,/^cluster-replica-no-failover /d' | awk '
    { count[$1]++; line[$1] = $0 }
    NF != 2 || /["'\'']/ { count[$1] = 2 }
    END { for (name in count) if (count[name] == 1) print line[name] }'
}

# Writes down what each directive is under the conf text $1, as the server says that $2 asks.
record_effective() {
  values=$("$2" CONFIG GET '*' | awk '
    NR % 2 { name = $0; next }
    name != "requirepass" && name != "masterauth" { print name " " $0 }')
  write_file "$conf.effective" "${1%"
"}
# effective
$values
"
}
