# shellcheck shell=sh disable=SC2154
# The conf of an instance; it only defines functions. CONF, the declared text, and the paths of
# choose_instance are the caller's.

write_conf() {
  write_file "$conf" "$CONF" ||
    fail "Cannot write the conf of $ADDRESS:$PORT to $conf"
  rm -f "$conf.next"
}

# Lays a changed conf beside the one in force, once the server itself has taken it elsewhere.
write_next() {
  if [ "$(cat "$conf" 2>/dev/null)" = "${CONF%"
"}" ]; then
    rm -f "$conf.next"
  else
    test_conf
    write_file "$conf.next" "$CONF"
  fi
}

# Starts the server on the declared conf in a folder of its own, without ports, cluster or data, and
# ends it again. Never in the node's folder: there it would open the live data a second time.
test_conf() {
  scratch=$(mktemp -d)
  {
    printf '%s' "$CONF"
    printf '%s\n' "port 0" "unixsocket $scratch/socket" "dir $scratch" "pidfile $scratch/pid" \
      "logfile $scratch/log" "daemonize no" "cluster-enabled no" "appendonly no" 'save ""'
  } >"$scratch/conf"
  "$server" "$scratch/conf" >"$scratch/out" 2>&1 9>&- </dev/null &
  tested=$!
  trap end_test EXIT
  tries=0
  until [ -e "$scratch/socket" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! is_alive "$tested"; then
      words=$(cat "$scratch/out" "$scratch/log" 2>/dev/null | grep -v '^$' | tail -n 4 | tr '\n' ' ')
      fail "Cannot change the conf of $ADDRESS:$PORT as \"$server\" refuses it, and nothing was changed: $words"
    fi
    sleep 0.05
  done
  trap - EXIT
  end_test
}

end_test() {
  kill "$tested" 2>/dev/null || :
  wait "$tested" 2>/dev/null || :
  rm -rf "$scratch"
}
