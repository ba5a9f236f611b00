# shellcheck shell=sh disable=SC2154
# Says what lies on this host's disk and changes nothing. Comes after instance.sh, both on standard
# input of: env DIRECTORY=.. PORTS='7000 7001' sh -eu -s look
#
# Prints one line for each port: "PORT IDENTITY DATA", each yes or no; then "held PORT .." of all
# hold files.

main() {
  for port in $PORTS; do
    choose_instance "$port"
    echo "$port $(disk_state)"
  done
  echo "held$(held_ports)"
}

main "$@" </dev/null
