# shellcheck shell=sh disable=SC1090
# Runs the node script that is installed on the host. Comes after CONF, both on standard input of:
# env DIRECTORY=.. ADDRESS=.. PORT=.. SCRIPT=.. and what node.sh needs sh -eu -s ACTION
# Each node's state holds this text, so it is short.
if [ -s "$SCRIPT" ]; then . "$SCRIPT"; fi
echo "Cannot $1 $ADDRESS:$PORT: its host's $SCRIPT is missing or truncated. Remove what is left of it and run pulumi up" >&2
exit 1
