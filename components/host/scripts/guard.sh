# shellcheck shell=sh disable=SC2154,SC2317
# Holds this host's lock for one run of converge and does its small acts meanwhile. Comes after
# instance.sh, both on standard input of: env DIRECTORY=.. ADDRESS=.. SERVER=.. WHO=.. sh -eu -s guard
#
# After the line "locked" it reads commands, one a line, and answers each with one line:
#   disk PORT      -> "disk IDENTITY DATA HOLD": yes or no, yes or no, the id in the hold file or "-"
#   members        -> "members PORT .." of all hold files
#   hold PORT ID   -> "done"      release PORT -> "done"      start PORT -> "done"
#   beat           -> nothing; it says that the client lives. Five silent seconds end the lock.
# A failed command is answered "failed REASON". Exit codes: 0 the client is gone; 75 the lock is held.

guard() {
  [ -d "$DIRECTORY" ] || fail "Cannot lock $ADDRESS as it has no folder $DIRECTORY"
  exec 9>>"$DIRECTORY/.lock"
  lock_exclusive
  printf '%s\n' "$WHO" >"$DIRECTORY/.lock"
  echo locked
  while chunk=$(timeout 5 dd bs=4096 count=1 2>/dev/null 9>&-) && [ -n "$chunk" ]; do
    obey_all "$chunk"
  done
  : >"$DIRECTORY/.lock"
}

# Waits 2 s for the node scripts of the same run, which hold the lock for moments.
lock_exclusive() {
  tries=0
  until flock -xn 9; do
    tries=$((tries + 1))
    if [ "$tries" -ge 20 ]; then
      echo "held $(cat "$DIRECTORY/.lock")"
      exit 75
    fi
    sleep 0.1
  done
}

obey_all() {
  while read -r verb port argument; do
    if [ "$verb" != beat ]; then obey "$verb" "$port" "$argument"; fi
  done <<COMMANDS
$1
COMMANDS
}

obey() {
  choose_instance "$2"
  if reason=$("act_$1" "$3" 2>&1); then
    echo "${reason:-done}"
  else
    echo "failed $(echo "$reason" | tr '\n' ' ')"
  fi
}

act_disk() {
  held=-
  if [ -e "$hold" ]; then held=$(cat "$hold"); fi
  echo "disk $(disk_state) ${held:--}"
}

act_members() {
  echo "members$(held_ports)"
}

act_hold() {
  write_file "$hold" "$1
"
}

act_release() {
  rm -f "$hold"
}

act_start() {
  if find_pid >/dev/null; then return 0; fi
  if ! has_identity || ! has_data; then fail "its identity or its data is gone from $home"; fi
  start_server
}

main() {
  guard
  # A shell that is fed by standard input would go on to read it, with the lock in its hand.
  exit 0
}

main "$@"
