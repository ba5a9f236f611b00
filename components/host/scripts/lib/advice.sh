# shellcheck shell=sh
# Warnings about settings of a host that would harm its servers. Comes after json.sh. Needs TCP_BACKLOG and
# MAX_CLIENTS, the values of these directives.

json_warnings() {
  separator=
  while read -r warning; do
    if [ -n "$warning" ]; then
      printf '%s' "$separator"
      json_string "$warning"
      separator=,
    fi
  done <<WARNINGS
$(host_warnings)
WARNINGS
}

host_warnings() {
  # Not by read: of a file of /proc/sys a shell that reads byte for byte gets the first byte alone.
  warn_overcommit "$(cat /proc/sys/vm/overcommit_memory 2>/dev/null)"
  warn_huge_pages "$(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null)"
  warn_backlog "$(cat /proc/sys/net/core/somaxconn 2>/dev/null)" "${TCP_BACKLOG:?}"
  warn_open_files "$(open_files_limit </proc/self/limits)" "${MAX_CLIENTS:?}"
}

warn_overcommit() {
  case $1 in
    1 | '') ;;
    *) echo "vm.overcommit_memory is $1: saving in the background can fail for lack of memory. Set it to 1" ;;
  esac
}

warn_huge_pages() {
  case $1 in
    *'[always]'*)
      echo "transparent huge pages are always on: saving takes more time and memory. Set them to madvise"
      ;;
  esac
}

# $1 is the text of /proc/sys/net/core/somaxconn, $2 the tcp-backlog.
warn_backlog() {
  [ "${1:-$2}" -ge "$2" ] ||
    echo "net.core.somaxconn is $1, below the tcp-backlog $2: connections can be refused in a burst. Raise it"
}

open_files_limit() {
  while read -r first second third _ hard _; do
    case "$first $second $third" in
      'Max open files') echo "$hard" ;;
    esac
  done
}

# $1 is the hard limit, $2 maxclients; root may exceed the limit, and Redis does.
warn_open_files() {
  if [ "$1" = unlimited ] || [ "$1" -ge "$(($2 + 32))" ] || [ "$(id -u)" = 0 ]; then return 0; fi
  echo "the limit of open files is $1, too low for maxclients $2. Raise nofile to $(($2 + 32))"
}
