# shellcheck shell=sh
# Installs the node script on a host. Comes after base.sh, json.sh and advice.sh on standard input of:
# env DIRECTORY=.. ADDRESS=.. SCRIPT=.. TCP_BACKLOG=.. MAX_CLIENTS=.. sh -eu -s install
# Then follow the calls of receive, with the script's text, and of publish. If the connection drops, publish
# is never reached, so a truncated script is never installed.

: "${DIRECTORY:?}" "${ADDRESS:?}" "${SCRIPT:?}"

# One name for each run: two may install the same script at once.
new=$SCRIPT.$$

receive() {
  trap 'rm -f "$new" 2>/dev/null || :' EXIT
  said=$({ mkdir -p "$DIRECTORY" && cat >"$new"; } 2>&1) ||
    fail "Cannot prepare $ADDRESS: $DIRECTORY is not writable: ${said##*: }. $(free_space "$DIRECTORY")." \
      "Let the login user write there, free some space, or choose another directory"
}

# Records which script is installed. Prints one line of JSON: the warnings about the host.
publish() {
  mv -f "$new" "$SCRIPT"
  echo "${SCRIPT##*/}" >"$DIRECTORY/.node-current"
  begin_answer
  printf '{"warnings":[%s]}\n' "$(json_warnings)"
  end_answer
}
