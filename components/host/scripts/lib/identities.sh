# shellcheck shell=sh disable=SC3013
# What the nodes.conf files of this host say. Comes after instance.sh. Needs DIRECTORY and PORTS.

# Prints the peers in each nodes.conf of $@, from lines "ID 10.0.0.5:7001@17001,NAME FLAGS ..".
print_peers() {
  [ -e "$1" ] || return 0
  # Directories of removed nodes are no nodes any more.
  awk '
    FILENAME ~ /\.removed-/ { next }
    FNR == 1 {
      port = FILENAME
      sub(/.*\//, "", port)
      sub(/_.*/, "", port)
      printf "%speers %s", end, port
      end = "\n"
    }
    NF > 7 && $1 != "vars" && $3 !~ /myself|handshake|noaddr/ { sub(/@.*/, "", $2); printf " %s", $2 }
    END { printf "%s", end }' "$@"
}

# Prints what the nodes.conf of each stopped node in $1 says of the node itself, and all that the newest one says:
# with many nodes, all lines of all files would be too many.
print_views() {
  chosen=$1
  set --
  for port in $chosen; do
    choose_instance "$port"
    if [ -s "${identity:?}" ]; then set -- "$@" "$identity"; fi
  done
  [ $# -gt 0 ] || return 0
  awk '
    FNR == 1 {
      port = FILENAME
      sub(/.*\//, "", port)
      sub(/_.*/, "", port)
    }
    $1 == "vars" {
      if (newest == "" || $3 + 0 > epoch) { newest = port; epoch = $3 + 0 }
      next
    }
    NF > 7 { if ($3 ~ /myself/) own[port] = $0; else others[port] = others[port] "view " port " " $0 "\n" }
    END {
      for (port in own) print "view " port " " own[port]
      if (newest != "") printf "%s", others[newest]
    }' "$@"
}

# Servers that a person started have other names for it: nodes-7000.conf, or nodes.conf.
print_other_identities() {
  set -- "$DIRECTORY"/*.conf
  for port in $PORTS; do
    set -- "$@" "$DIRECTORY/$port"/*.conf
  done
  grep -ls '^[0-9a-f]\{40\} .*[ ,]myself[, ]' "$@" 2>/dev/null |
    awk '!/\/([0-9]+)\/[0-9]+_node\.conf$/ { print "identity " $0 }' || :
}
