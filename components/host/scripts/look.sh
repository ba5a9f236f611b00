# shellcheck shell=sh disable=SC2154
# Says what lies on this host's disk and changes nothing. Comes after instance.sh, both on standard
# input of: env DIRECTORY=.. PORTS='7000 7001' sh -eu -s look
#
# Prints for each port "node PORT IDENTITY DATA HOLD": yes or no, yes or no, the id in its hold file or
# "-"; then "held PORT .." of all hold files, "addresses ADDRESS .." of this machine's own, and
# the files of conf.sh line by line, each with the file's name before it: "7000.conf.next port 7000".

main() {
  set -- "$DIRECTORY"
  for port in $PORTS; do
    choose_instance "$port"
    id=-
    if [ -e "$hold" ]; then id=$(cat "$hold"); fi
    echo "node $port $(disk_state) ${id:--}"
    for file in "$conf" "$conf.next" "$conf.effective" "$conf.pending"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
  done
  echo "held$(held_ports)"
  echo "addresses$(own_addresses)"
  shift
  [ $# -eq 0 ] || awk 'FNR == 1 { name = FILENAME; sub(".*/", "", name) } { print name " " $0 }' "$@"
}

# The IPv4 addresses of this machine's interfaces, each with a blank before it.
own_addresses() {
  awk '/32 host LOCAL/ && !seen[last]++ { printf " %s", last } { last = $2 }' /proc/net/fib_trie 2>/dev/null || :
}

main "$@" </dev/null
