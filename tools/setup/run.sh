#!/bin/sh
# What the scripts of package.json run:
#   run.sh demo|pulumi|demo:pulumi|own:pulumi|lab|test|test:servers|bench [ARGUMENTS]
# Checks the machine, installs what is missing, then runs the command. own:pulumi needs neither root nor
# Linux: it runs on macOS too.
set -eu

cd "$(dirname "$0")/../.."

typescript() {
  exec node --require ./tools/loader/register.js "$@"
}

# Locks of flock end with the process that holds them, however it ends, and need no file of their own.
install() {
  {
    flock 9
    sh tools/setup/install.sh "$1" 9<&-
  } 9<package-lock.json
}

# Standard input and output are those of the CLI.
own_pulumi() {
  node tools/setup/preflight.js own:pulumi || exit
  if command -v flock >/dev/null; then
    install own </dev/null >&2
  else
    sh tools/setup/install.sh own </dev/null >&2
  fi
  typescript tools/engine/main.ts "$@"
}

demo() {
  exec 9<Pulumi.yaml
  flock --nonblock 9 || {
    echo "Another npm run demo or demo:down is running. Waiting for it."
    flock 9
  }
  typescript tools/demo/main.ts "$@"
}

main() {
  verb=$1
  shift
  if [ "$verb" = pulumi ] && [ -e .demo ]; then
    echo "Using the demo's stack, because .demo exists. For your own stacks: npm run own:pulumi -- COMMAND" >&2
    verb=demo:pulumi
  fi
  case $verb in pulumi | own:pulumi) own_pulumi "$@" ;; esac
  if [ "$verb $*" = "demo down" ] && [ ! -e .demo ]; then
    echo "There is no demo to remove."
    return 0
  fi
  node tools/setup/preflight.js "$verb" "$@" || exit
  install "${verb%%:*}"
  case $verb in
    demo) demo "$@" ;;
    demo:pulumi) typescript tools/demo/main.ts pulumi "$@" ;;
    lab) typescript tools/lab/main.ts "$@" ;;
    test) exec sh tests/run.sh "$@" ;;
    test:servers)
      export TEST_SERVERS=all
      exec sh tests/run.sh tests/integration/servers.test.ts "$@"
      ;;
    bench) exec sh tools/bench/run.sh "$@" ;;
    *)
      echo "Unknown command \"$verb\". Use demo, pulumi, demo:pulumi, own:pulumi, lab, test, test:servers or bench." >&2
      exit 2
      ;;
  esac
}

main "$@"
