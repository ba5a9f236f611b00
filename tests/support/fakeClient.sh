#!/bin/sh
# A fake redis-cli: logs the password that it was given and its arguments, and answers for the
# daemon that fakeServer.sh left, or for the server under test behind a socket. Without a command it
# takes those on standard input, one a line, each as if it were given alone. $FAKES/COMMAND: the
# reply to a command, such as DBSIZE; a PING-1, PING-2 .. goes before and is used once, then one for a single
# port, such as SHUTDOWN@7001. $FAKES/PORT.pid: the pid of a server whose PID file was removed.
# $FAKES/refused: the "NAME VALUE" that CONFIG SET refuses, one a line.
set -euf

answer_all() {
  if [ $# -gt 0 ]; then
    answer "$where" "$@"
    return
  fi
  while read -r words; do
    # shellcheck disable=SC2086
    (answer "$where" $words)
  done
}

answer() {
  printf '%s\n' "redis-cli [${REDISCLI_AUTH:-}] $*" >>"$FAKES/log"
  shift
  for number in 1 2 3; do
    once=$FAKES/$1-$number
    if [ -e "$once" ]; then
      cat "$once"
      rm "$once"
      exit
    fi
  done
  if [ -e "$FAKES/$1@$port" ]; then
    cat "$FAKES/$1@$port"
    exit
  fi
  if [ -e "$FAKES/$1" ]; then
    cat "$FAKES/$1"
    exit
  fi
  case $* in
    PING) echo PONG ;;
    DBSIZE) echo 0 ;;
    'CONFIG GET appendonly') printf 'appendonly\nyes\n' ;;
    'CONFIG GET *') printf 'maxmemory\n0\nrequirepass\nsecret\naclfile\n\n' ;;
    'CONFIG GET '*) printf '%s\nits own\n' "$3" ;;
    'CONFIG SET '*) set_one "$3 $4" ;;
    'CLUSTER MYID') say_id ;;
    'INFO server') printf '# Server\r\nredis_version:7.0.15\r\nprocess_id:%s\r\nrun_id:cafe\r\n' "$pid" ;;
    SHUTDOWN*) kill "$pid" ;;
    *) echo "ERR unknown command $*" ;;
  esac
}

# The server under test is in no cluster; behind an error is an empty line.
say_id() {
  if [ "$where" = tests ]; then
    printf 'ERR This instance has cluster support disabled\n\n'
  else
    echo 00000000000000000000000000000000000000aa
  fi
}

set_one() {
  if grep -qx "$1" "$FAKES/refused" 2>/dev/null; then
    echo "ERR Invalid argument '$1'"
  else
    echo OK
  fi
}

if [ "$1" = -s ]; then
  shift 2
  where=tests
  port=0
  pid=0
else
  port=$4
  where="$1 $2 $3 $4"
  shift 4
  pid=$(cat "$FAKES/conf/$port/$port.pid" 2>/dev/null || cat "$FAKES/$port.pid" 2>/dev/null || :)
  if [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null; then
    echo "Could not connect to Redis: Connection refused"
    exit 1
  fi
fi
answer_all "$@"
