#!/bin/sh
# Makes the lab's disks: a tmpfs that outlives every host, with the read-only layers on it.
# A second run changes nothing, and one that was killed is finished.
#
#   $1       the marker by which the lab finds its processes; unused here
#   DISKS    where to mount
#   ARCHIVE  the image layer, a tar archive
#   LAYERS   further read-only folders, separated by newlines; becomes layer-0, layer-1, ...
# Exit codes: 0 they are there; any other: standard error says why.
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

# Copied, as a folder below the machine's / can be no lower directory beside it.
copy_layers() {
  number=0
  echo "$LAYERS" | while read -r folder; do
    [ -n "$folder" ] || continue
    if ! [ -d "layer-$number" ]; then
      rm -rf "layer-$number.next"
      cp -a "$folder" "layer-$number.next"
      mv "layer-$number.next" "layer-$number"
    fi
    number=$((number + 1))
  done
}

main "$@" </dev/null
