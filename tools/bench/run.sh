#!/bin/sh
# npm run bench [-- NODES ...]: runs the bench, with hosts in new network, mount and PID namespaces.
set -eu

main() {
  # Always the CLI and the command provider built from modules, so that two machines compare.
  export PULUMI_ENGINE=modules LAB_NAMESPACE=1
  export TEST_FOLDER="$PWD/.test/$$"
  mkdir -p "$TEST_FOLDER"
  trap 'rm -rf "$TEST_FOLDER"; rmdir .test 2>/dev/null || :' EXIT
  node --require ./tools/loader/register.js tools/bench/fetch.ts
  unshare --net --mount --pid --fork --kill-child --mount-proc \
    sh -c 'ip link set lo up && exec node --require ./tools/loader/register.js tools/bench/main.ts "$@"' bench "$@"
}

main "$@"
