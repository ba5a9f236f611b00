#!/bin/sh
# What the scripts of package.json run: sh tools/setup/run.sh demo|pulumi|lab|test|test:servers|bench [ARGUMENTS]
# Looks whether this machine will do, installs what is missing, then hands over.
set -eu

cd "$(dirname "$0")/../.."

typescript() {
  exec node --require ./tools/loader/register.js "$@"
}

main() {
  verb=$1
  shift
  if [ "$verb $*" = "demo down" ] && [ ! -e .demo ]; then
    echo "There is no demo to take away"
    return 0
  fi
  node tools/setup/preflight.js || exit
  sh tools/setup/install.sh "${verb%:*}"
  case $verb in
    demo) typescript tools/demo/main.ts "$@" ;;
    pulumi) typescript tools/demo/main.ts pulumi "$@" ;;
    lab) typescript tools/lab/main.ts "$@" ;;
    test) exec sh tests/run.sh "$@" ;;
    test:servers)
      export TEST_SERVERS=all
      exec sh tests/run.sh tests/integration/servers.test.ts "$@"
      ;;
    bench) exec sh tools/bench/run.sh "$@" ;;
    *)
      echo "Cannot run \"$verb\" as it is none of: demo, pulumi, lab, test, test:servers, bench" >&2
      exit 2
      ;;
  esac
}

main "$@"
