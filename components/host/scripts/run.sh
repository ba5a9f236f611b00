# shellcheck shell=sh disable=SC1090
# Runs the node script that is installed on the host. Comes after CONF, both on standard input of:
# env DIRECTORY=.. ADDRESS=.. PORT=.. SCRIPT=.. and what node.sh needs sh -eu -s ACTION
# Each node's state holds this text, so it is short.
if [ ! -s "$SCRIPT" ]; then
  echo "Cannot $1 $ADDRESS:$PORT: $SCRIPT is missing on its host. Run pulumi up to install it again" >&2
  exit 1
fi
. "$SCRIPT"
echo "Cannot $1 $ADDRESS:$PORT: $SCRIPT is truncated. Remove it and run pulumi up to install it again" >&2
exit 1
