#!/bin/sh
# Stands in for redis-cli: logs the password that it was given and its arguments, and answers for the
# daemon that fakeServer.sh left. $FAKES/COMMAND: the reply to a command, such as DBSIZE; a
# PING-1, PING-2 .. goes before and is used once.
set -eu

port=$4
printf '%s\n' "redis-cli [${REDISCLI_AUTH:-}] $*" >>"$FAKES/log"
shift 4
pid=$(cat "$FAKES/conf/$port/$port.pid" 2>/dev/null || :)
if [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null; then
  echo "Could not connect to Redis: Connection refused"
  exit 1
fi
for once in "$FAKES/$1"-*; do
  if [ -e "$once" ]; then
    cat "$once"
    rm "$once"
    exit
  fi
done
if [ -e "$FAKES/$1" ]; then
  cat "$FAKES/$1"
else
  case $* in
    PING) echo PONG ;;
    DBSIZE) echo 0 ;;
    'CONFIG GET appendonly') printf 'appendonly\nyes\n' ;;
    'CLUSTER MYID') echo 00000000000000000000000000000000000000aa ;;
    'INFO server') printf '# Server\r\nredis_version:7.0.15\r\nprocess_id:%s\r\nrun_id:cafe\r\n' "$pid" ;;
    SHUTDOWN*) kill "$pid" ;;
    *) echo "ERR unknown command $*" ;;
  esac
fi
