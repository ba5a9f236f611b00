# shellcheck shell=sh disable=SC2154
# Says what lies on this host's disk and changes nothing. Comes after instance.sh, both on standard
# input of: env DIRECTORY=.. PORTS='7000 7001' SCRIPT=.. sh -eu -s inspect
#
# Prints for each port "node PORT IDENTITY DATA HOLD": yes or no, yes or no, the id in its hold file or
# "-"; then "peers PORT NAME .." for each nodes.conf, "held PORT .." of all hold files, "addresses
# ADDRESS .." of this machine's own, "script yes" or "script no" for the script of the nodes, and the files
# of conf.sh line by line, each with the file's name before it: "7000.conf.next port 7000".

main() {
  set -- "$DIRECTORY"
  for port in $PORTS; do
    choose_instance "$port"
    has=no kept=no
    if has_identity; then has=yes; fi
    if has_data; then kept=yes; fi
    read_line "$hold"
    echo "node $port $has $kept ${line:--}"
    for file in "$conf" "$conf.next" "$conf.effective" "$conf.pending"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
  done
  show_peers "$DIRECTORY"/[0-9]*/[0-9]*_node.conf
  echo "held$(held_ports)"
  echo "addresses$(own_addresses)"
  if [ -s "$SCRIPT" ]; then echo "script yes"; else echo "script no"; fi
  shift
  [ $# -eq 0 ] || awk 'FNR == 1 { name = FILENAME; sub(".*/", "", name) } { print name " " $0 }' "$@"
  echo end
}

# Says whom each nodes.conf of $@ names but its own node. A line of one is "ID 10.0.0.5:7001@17001,NAME FLAGS
# ..", and who is just being met, or whose address is lost, has none that counts.
show_peers() {
  [ -e "$1" ] || return 0
  awk '
    FNR == 1 { port = FILENAME; sub(/.*\//, "", port); sub(/_.*/, "", port); printf "%speers %s", end, port; end = "\n" }
    NF > 7 && $1 != "vars" && $3 !~ /myself|handshake|noaddr/ { sub(/@.*/, "", $2); printf " %s", $2 }
    END { printf "%s", end }' "$@"
}

# The IPv4 addresses of this machine's interfaces, each with a blank before it.
own_addresses() {
  awk '/32 host LOCAL/ && !seen[last]++ { printf " %s", last } { last = $2 }' /proc/net/fib_trie 2>/dev/null || :
}

main "$@" </dev/null
