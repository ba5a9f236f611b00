#!/bin/sh
# Installs what is missing, and only that, saying so first: sh tools/setup/install.sh demo|pulumi|lab|test|bench
# Node modules go to node_modules; Debian packages are tools alone, none of them starts a service.
set -eu

# Commands and the Debian packages that carry them.
tools_of() {
  echo ip:iproute2 unshare:util-linux nsenter:util-linux mount:mount tar:tar
  if [ "$1" = test ]; then
    echo shellcheck:shellcheck shfmt:shfmt busybox:busybox cc:build-essential make:build-essential
  fi
  # The client alone: no service comes with it.
  if [ "$1" = bench ]; then echo ssh:openssh-client; fi
}

# Go comes from PyPI where a Pulumi CLI must be built without it; tests have clients in Python too.
needs_python() {
  if [ "$1" != test ] && { command -v pulumi || command -v go; } >/dev/null; then return 1; fi
  ! python3 -c 'import venv, ensurepip' 2>/dev/null
}

install_modules() {
  if cmp -s package-lock.json node_modules/.installed-lock.json; then return 0; fi
  echo "Installing the node modules (npm install, about 30 s the first time)"
  # Not npm ci: it refuses a lock file without other platforms' optional packages.
  npm install --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock.json
}

install_tools() {
  missing=
  for pair in $(tools_of "$1"); do
    command -v "${pair%:*}" >/dev/null || missing="$missing ${pair#*:}"
  done
  if needs_python "$1"; then missing="$missing python3 python3-venv"; fi
  if [ -z "$missing" ]; then return 0; fi
  echo "Installing Debian packages:$missing"
  # The list is words on purpose.
  # shellcheck disable=SC2086
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing; } >/dev/null || {
    echo "Cannot install$missing by apt-get: see above. Install them by hand and try again" >&2
    exit 1
  }
}

main() {
  install_modules
  install_tools "$1"
}

main "$@"
