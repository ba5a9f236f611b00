# shellcheck shell=sh disable=SC2154
# A recipe of makeOnce.sh: csh and fish of this machine's own release, as a layer for hosts, with the libraries
# that the machine lacks. Nothing is installed on it. Needs apt-get.

make_result() {
  mkdir -p apt/archives/partial apt/lists/partial tree
  download || {
    # This machine's package lists are too old.
    lists=$work/apt/lists
    apt_get update
    download
  }
  for package in apt/archives/*.deb; do
    dpkg-deb --extract "$package" tree
  done
  # A directory of that name would hide the link /bin of the hosts.
  if [ -d tree/bin ]; then cp -a tree/bin/. tree/usr/bin/; fi
  rm -rf tree/usr/share/doc tree/usr/share/man
  mv tree/usr result/usr
  echo "$(result/usr/bin/tcsh --version | cut -d' ' -f1,2), fish"
}

download() {
  apt_get install -y --no-install-recommends --download-only tcsh fish
}

apt_get() {
  apt-get -q -o Dir::Cache="$work/apt" ${lists:+-o Dir::State::lists="$lists"} -o APT::Sandbox::User=root "$@"
}
