# shellcheck shell=sh disable=SC2153,SC2154
# A recipe of makeOnce.sh: a server of any suite of Debian for a machine of another one, as a layer
# with opt/NAME/bin/NAME-server and NAME-cli. It brings the C library that it was built with, and
# nothing is installed on this machine. Needs apt-get with a Debian mirror among its sources.
#
#   NAME   "redis" or "valkey"
#   SUITE  "trixie", "sid", "bookworm-backports"

make_result() {
  configure_apt
  apt_get update
  # With no package installed, apt fetches all that the server needs, the C library too.
  apt_get install -y --no-install-recommends --download-only --target-release "$SUITE" "$NAME-tools"
  layer=result/opt/$NAME
  mkdir -p tree "$layer/bin" "$layer/lib"
  for package in apt/archives/*.deb; do
    dpkg-deb --extract "$package" tree
  done
  # Before trixie the C library's package names /lib, which is a link to /usr/lib on every machine.
  if [ -d tree/lib ]; then cp -a tree/lib/. tree/usr/lib/; fi
  copy_libraries
  # The server is one program under several names.
  add_program "$NAME-server" "$NAME-check-rdb"
  add_program "$NAME-cli" "$NAME-cli"
  "$layer/bin/$NAME-server" --version
}

configure_apt() {
  mkdir -p apt/lists/partial apt/archives/partial
  : >apt/status
  cat >apt/apt.conf <<END
Dir::State::status "$work/apt/status";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "-";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
  mirror=$(find_mirror)
  [ -n "$mirror" ] || {
    echo "Cannot fetch $NAME-server as apt needs a Debian mirror among its sources: it has none" >&2
    exit 1
  }
  # Backports are built on the suite that they are named after.
  for suite in "${SUITE%-backports}" "$SUITE"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
  done | sort -u >apt/sources.list
}

# The machine's own one, of the suite that it runs.
find_mirror() {
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' |
    awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }'
}

apt_get() {
  APT_CONFIG=$work/apt/apt.conf apt-get -q "$@"
}

copy_libraries() {
  libraries=$(echo tree/usr/lib/*-linux-gnu)
  loader=$(echo "$libraries"/ld-linux-*.so.*)
  cp "$loader" "$layer/lib/"
  for program in "$NAME-check-rdb" "$NAME-cli"; do
    "$loader" --library-path "$libraries" --list "tree/usr/bin/$program" | awk '$3 ~ /\// { print $3 }'
  done | sort -u | while read -r library; do
    cp -L "$library" "$layer/lib/"
  done
}

# Adds a program that runs wherever the layer is mounted: bin/$1 starts lib/$2 under the name $1.
add_program() {
  cp "tree/usr/bin/$2" "$layer/lib/"
  cat >"$layer/bin/$1" <<END
#!/bin/sh
folder=\$(readlink -f "\$0")
folder=\${folder%/bin/*}
exec "\$folder/lib/${loader##*/}" --argv0 $1 --library-path "\$folder/lib" "\$folder/lib/$2" "\$@"
END
  chmod 755 "$layer/bin/$1"
}
