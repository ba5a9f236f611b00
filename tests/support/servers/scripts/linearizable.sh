# shellcheck shell=sh
# A recipe of makeOnce.sh: the program of tests/linearizable, after the checks and tests of its source.
# Needs a Go module proxy.
#
#   GO      the go command, absolute
#   SOURCE  the folder of the Go module, absolute

make_result() {
  # A Go workspace around this clone, or a Go that downloads another one, would build something else.
  export GOWORK=off GOTOOLCHAIN=local GOFLAGS=-mod=readonly CGO_ENABLED=0
  unformatted=$("$(${GO:?} env GOROOT)/bin/gofmt" -l "${SOURCE:?}")
  [ -z "$unformatted" ] || {
    echo "Format these files with gofmt: $unformatted" >&2
    exit 1
  }
  "$GO" -C "$SOURCE" vet .
  "$GO" -C "$SOURCE" test .
  "$GO" -C "$SOURCE" build -trimpath -buildvcs=false -o "$PWD/result/linearizable" .
  echo "Porcupine $(sed -n 's/^require .* v//p' "$SOURCE/go.mod")"
}
