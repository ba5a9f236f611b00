#!/bin/sh
# Runs vitest with these arguments in new network, mount and PID namespaces: nothing leaves the machine, and nothing
# stays when it ends, or when the process that started it ends. Two jobs never meet, also on one address.
# Needs TEST_FOLDER, a folder for this job alone.
set -eu

: "${TEST_FOLDER:?}"
export LAB_NAMESPACE=1
exec setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc \
  sh -c 'ip link set lo up && exec node node_modules/vitest/vitest.mjs run "$@"' job "$@"
