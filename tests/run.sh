#!/bin/sh
# What `npm test` runs: every check, then every test, several at a time; arguments go to one vitest (names of test
# files). What comes from the network comes first; the tests run in new namespaces: see job.sh.
#
#   PULUMI_ENGINE  which Pulumi CLI the tests of the stack use: "modules", built from its Go module (the
#                  default), or "path", the installed one with its own plugins
# Exit codes: 2 for another PULUMI_ENGINE; else that of the check or test that failed.
set -eu

choose_engine() {
  export PULUMI_ENGINE="${PULUMI_ENGINE:-modules}"
  case $PULUMI_ENGINE in
    modules | path) ;;
    download)
      echo "Cannot test with PULUMI_ENGINE=download: tests never use the download site." \
        "Set it to modules or path, or leave it out" >&2
      exit 2
      ;;
    *)
      echo "Cannot test with PULUMI_ENGINE=$PULUMI_ENGINE: it must be modules or path" >&2
      exit 2
      ;;
  esac
}

scripts() {
  find . -name node_modules -prune -o -name '.demo' -prune -o -name '*.sh' -print0
}

checks() {
  npx --no-install biome check --error-on-warnings .
  npx --no-install tsc
  npx --no-install knip
  scripts | xargs -0 shellcheck
  scripts | xargs -0 shfmt -d -ln posix -i 2 -ci
}

# Runs a command that a signal ends at once, with all that it started.
attended() {
  "$@" &
  child=$!
  trap 'kill -KILL "$child"; exit 130' HUP INT TERM
  wait "$child"
}

# What was just killed may write for moments.
remove_folder() {
  tries=0
  until rm -rf "$TEST_FOLDER" 2>/dev/null || [ "$tries" -eq 50 ]; do
    tries=$((tries + 1))
  done
  rmdir .test 2>/dev/null || :
}

main() {
  choose_engine
  if [ $# -eq 0 ]; then checks; fi
  # Of this run alone, so that two runs do not meet.
  export TEST_FOLDER="$PWD/.test/$$"
  mkdir -p "$TEST_FOLDER"
  trap remove_folder EXIT
  node --require ./tools/loader/register.js tests/support/fetch.ts
  if [ $# -eq 0 ]; then
    attended node --require ./tools/loader/register.js tests/support/runJobs.ts
  else
    attended sh tests/job.sh "$@"
  fi
}

main "$@"
