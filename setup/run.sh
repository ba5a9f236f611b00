#!/bin/sh
# What the scripts of package.json run: sh setup/run.sh demo|pulumi|lab|test|test:servers|bench [ARGUMENTS]
# Looks whether this machine will do, installs what is missing, then hands over.
set -eu

cd "$(dirname "$0")/.."

typescript() {
  exec node --require ./loader/register.js "$@"
}

main() {
  verb=$1
  shift
  if [ "$verb $*" = "demo down" ] && [ ! -e .demo ]; then
    echo "There is no demo to take away"
    return 0
  fi
  node setup/preflight.js || exit
  sh setup/install.sh "${verb%:*}"
  case $verb in
    demo) typescript demo/main.ts "$@" ;;
    pulumi) typescript demo/main.ts pulumi "$@" ;;
    lab) typescript lab/main.ts "$@" ;;
    test) exec sh tests/run.sh "$@" ;;
    test:servers)
      export TEST_SERVERS=all
      exec sh tests/run.sh tests/integration/servers.test.ts "$@"
      ;;
    bench) exec sh bench/run.sh "$@" ;;
    *)
      echo "Cannot run \"$verb\" as it is none of: demo, pulumi, lab, test, test:servers, bench" >&2
      exit 2
      ;;
  esac
}

main "$@"
