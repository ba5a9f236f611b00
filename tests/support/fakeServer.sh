#!/bin/sh
# A fake redis-server: logs its arguments, then leaves a daemon and a node's files in the directory that
# the conf names. $FAKES/refusal: what it prints instead before it exits with 1; $FAKES/version: its version.
set -eu

value_of() {
  sed -n "s/^$1 \"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$conf"
}

if [ "$1" = --version ]; then
  cat "$FAKES/version" 2>/dev/null || echo 'Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64'
  exit
fi
conf=$1
port=$(value_of port)
socket=$(value_of unixsocket)
if [ -n "$socket" ]; then
  echo "redis-server tests a conf" >>"$FAKES/log"
else
  echo "redis-server $*" >>"$FAKES/log"
fi
if [ -e "$FAKES/refusal" ]; then
  cat "$FAKES/refusal"
  exit 1
fi
if [ -n "$socket" ]; then
  : >"$socket"
  exec sleep 60
fi
cd "$(value_of dir)"
[ -e "${port}_node.conf" ] ||
  printf '%s\nvars currentEpoch 0 lastVoteEpoch 0\n' \
    "00000000000000000000000000000000000000aa :0@0 myself,master - 0 0 0 connected" >"${port}_node.conf"
[ -e appendonly.aof ] || : >appendonly.aof
if [ -e "$FAKES/dies" ]; then
  cat "$FAKES/dies" >>"$(value_of logfile)"
else
  # Descriptors above 2 stay open, as in a real daemon, so that tests see a lock that it inherits.
  sleep 60 >/dev/null 2>&1 &
  echo $! >"$(value_of pidfile)"
fi
