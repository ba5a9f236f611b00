# shellcheck shell=sh disable=SC1090
# Runs the script that lies on the host. Comes after CONF, both on standard input of:
# env DIRECTORY=.. ADDRESS=.. PORT=.. SCRIPT=.. and what node.sh wants sh -eu -s ACTION
if [ ! -s "$SCRIPT" ]; then
  # Of a host that was set up anew nothing is there to be stopped.
  if [ "$1" = delete ] && [ ! -e "$DIRECTORY/$PORT" ]; then exit 0; fi
  echo "Cannot $1 $ADDRESS:$PORT as its host has lost $SCRIPT: pulumi up puts it back. Then try again" >&2
  exit 1
fi
. "$SCRIPT"
echo "Cannot $1 $ADDRESS:$PORT as $SCRIPT is cut off: remove it, then pulumi up puts it back" >&2
exit 1
