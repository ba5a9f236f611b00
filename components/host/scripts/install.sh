# shellcheck shell=sh
# Lays the script of a host's nodes down on it. With advice.sh the first thing on standard input of:
# env DIRECTORY=.. ADDRESS=.. SCRIPT=.. TCP_BACKLOG=.. MAX_CLIENTS=.. sh -eu -s install
# The rest of it calls receive with the script's text, then publish, which a connection that breaks on the
# way cuts off.

# Of each run its own: two may lay the same script at once.
new=$SCRIPT.$$

# Writes the text on standard input beside SCRIPT.
receive() {
  trap 'rm -f "$new" 2>/dev/null || :' EXIT
  said=$({ mkdir -p "$DIRECTORY" && cat >"$new"; } 2>&1) || {
    echo "Cannot prepare $ADDRESS for its nodes as its $DIRECTORY takes no file: ${said##*: };" \
      "$(free_there). Let the login user write there, free some space, or choose another directory" >&2
    exit 1
  }
}

# Puts it in SCRIPT's place. Prints one line of JSON: what the host may lack for its servers.
publish() {
  mv -f "$new" "$SCRIPT"
  printf '{"warnings":[%s]}\n' "$(json_warnings)"
}

# Says how much room there is: "0 kB are free on /root".
free_there() {
  there=$DIRECTORY
  while [ ! -e "$there" ]; do there=$(dirname "$there"); done
  df -Pk "$there" | awk 'NR == 2 { print $4 " kB are free on " $6 }'
}
