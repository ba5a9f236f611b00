#!/bin/sh
# Creates the lab's disks: a tmpfs with the read-only layers, which outlives every host. May be repeated.
#   $1 the lab's marker in the process list; DISKS where to mount; ARCHIVE the image layer, a tar archive
#   LAYERS further read-only directories, one a line; copied to layer-0, layer-1, ...
# Exit code 0: done; otherwise stderr has the reason.
set -eu
umask 022

main() {
  mkdir -p "$DISKS"
  mountpoint -q "$DISKS" || mount -t tmpfs -o mode=700 lab-disks "$DISKS"
  cd "$DISKS"
  mkdir -p hosts
  [ -d image ] || unpack_image
  copy_layers
}

unpack_image() {
  rm -rf image.next
  mkdir image.next
  tar -C image.next --numeric-owner --xattrs --xattrs-include='*' -xpf "$ARCHIVE"
  mv image.next image
}

# Copied, because the kernel rejects a directory below / as another layer above /.
copy_layers() {
  number=0
  echo "$LAYERS" | while read -r directory; do
    [ -n "$directory" ] || continue
    if ! [ -d "layer-$number" ]; then
      rm -rf "layer-$number.next"
      cp -a "$directory" "layer-$number.next"
      mv "layer-$number.next" "layer-$number"
    fi
    number=$((number + 1))
  done
}

main "$@" </dev/null
