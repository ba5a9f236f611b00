#!/bin/sh
# What `npm test` runs: every check, then every test; arguments go to vitest (names of test files).
# What comes from the network comes first; the tests run in network, mount and PID namespaces of
# their own, so that nothing leaves the machine and nothing stays when they end.
set -eu

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

tests() {
  unshare --net --mount --pid --fork --kill-child --mount-proc \
    sh -c 'ip link set lo up && exec npx --no-install vitest run "$@"' tests "$@"
}

main() {
  if [ $# -eq 0 ]; then checks; fi
  # Always the CLI built from its module: tests never try the download site.
  export PULUMI_ENGINE=modules LAB_NAMESPACE=1
  # Of this run alone, so that two runs do not meet.
  export TEST_FOLDER="$PWD/.test/$$"
  mkdir -p "$TEST_FOLDER"
  trap 'rm -rf "$TEST_FOLDER"; rmdir .test 2>/dev/null || :' EXIT
  node --require ./tools/loader/register.js tests/support/fetch.ts
  tests "$@"
}

main "$@"
