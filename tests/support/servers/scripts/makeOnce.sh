#!/bin/sh
# Makes one folder of the cache by a recipe next to this script, unless it exists. Runs under a lock.
#
#   $1       the recipe: "redis5", "wheelServer", "debianServer", "shells" or "pythonPackages"
#   TARGET   the folder to make, absolute; it is made next to its place and renamed
#   PROGRAM  a program in it, by whose absence it counts as missing: an update of the machine's
#            Python leaves a folder that is of no use
#   and what the recipe names.
# Exit codes: 0 made, or found made by another builder; any other: the last lines say why.
set -eu
umask 022

main() {
  ! [ -x "$PROGRAM" ] || return 0
  # shellcheck source=/dev/null
  . "${0%/*}/$1.sh"
  work=$TARGET.work
  rm -rf "$work"
  mkdir "$work"
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  mkdir result
  make_result
  rm -rf "$TARGET"
  mv result "$TARGET"
}

main "$@" </dev/null
