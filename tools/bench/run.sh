#!/bin/sh
# What `npm run bench` runs: whole processes against each other, on hosts in network, mount and PID
# namespaces of their own as those of the tests; arguments are numbers of nodes.
set -eu

main() {
  # Always the CLI built from its module, so that figures of two machines compare.
  export PULUMI_ENGINE=modules LAB_NAMESPACE=1
  export TEST_FOLDER="$PWD/.test/$$"
  mkdir -p "$TEST_FOLDER"
  trap 'rm -rf "$TEST_FOLDER"; rmdir .test 2>/dev/null || :' EXIT
  node --require ./tools/loader/register.js tools/bench/fetch.ts
  unshare --net --mount --pid --fork --kill-child --mount-proc \
    sh -c 'ip link set lo up && exec node --require ./tools/loader/register.js tools/bench/main.ts "$@"' bench "$@"
}

main "$@"
