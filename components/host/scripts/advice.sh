# shellcheck shell=sh disable=SC2154
# What a host should have for a server and may lack, said as warnings; it only defines functions. CONF
# is the caller's.

# Prints the warnings as the elements of a JSON list.
json_warnings() {
  host_warnings | awk '{ printf "%s\"%s\"", separator, $0; separator = "," }'
}

# Prints a sentence a line, none of which needs an escape in JSON.
host_warnings() {
  warn_overcommit "$(cat /proc/sys/vm/overcommit_memory 2>/dev/null)"
  warn_huge_pages "$(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null)"
  warn_backlog "$(cat /proc/sys/net/core/somaxconn 2>/dev/null)" "$(declared tcp-backlog 511)"
  warn_open_files "$(open_files_limit "$(cat /proc/self/limits)")" "$(declared maxclients 10000)" "$(id -u)"
}

# $1 is the text of /proc/sys/vm/overcommit_memory.
warn_overcommit() {
  case $1 in
    1 | '') ;;
    *) echo "vm.overcommit_memory is $1, so that saving in the background may fail for want of memory: set it to 1" ;;
  esac
}

# $1 is the text of /sys/kernel/mm/transparent_hugepage/enabled.
warn_huge_pages() {
  case $1 in
    *'[always]'*) echo "transparent huge pages are always used, which costs time and memory while data is saved: set them to madvise" ;;
  esac
}

# $1 is the text of /proc/sys/net/core/somaxconn, $2 the tcp-backlog.
warn_backlog() {
  [ "${1:-$2}" -ge "$2" ] ||
    echo "net.core.somaxconn is $1, below the tcp-backlog $2, so that many clients at once may be refused: raise it"
}

# Prints the hard limit of the /proc/self/limits text $1.
open_files_limit() {
  printf '%s\n' "$1" | awk '/^Max open files/ { print $5 }'
}

# $1 is the hard limit, $2 maxclients, $3 the user's id; root may go beyond the limit, and Redis does.
warn_open_files() {
  if [ "$3" = 0 ] || [ "$1" = unlimited ] || [ "$1" -ge "$(($2 + 32))" ]; then return 0; fi
  echo "the limit of open files is $1, too low for maxclients $2: raise nofile to $(($2 + 32))"
}

# Prints the directive $1 of CONF, or $2 where it has none.
declared() {
  printf '%s\n' "$CONF" |
    awk -v name="$1" -v value="$2" 'tolower($1) == name { value = $2 } END { print value }'
}
