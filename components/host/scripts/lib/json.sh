# shellcheck shell=sh

# Prints the text $1 as a JSON string; forks only if it must be escaped.
json_string() {
  case $1 in
    *[\\\"[:cntrl:]]*) printf '"%s"' "$(json_escape "$1")" ;;
    *) printf '"%s"' "$1" ;;
  esac
}

# awk would not see a newline at the end without the point.
json_escape() {
  printf '%s.' "$1" | LC_ALL=C awk '
    BEGIN {
      for (code = 1; code < 32; code++) escape[sprintf("%c", code)] = sprintf("\\u%04x", code)
      escape["\""] = "\\\""
      escape["\\"] = "\\\\"
    }
    { text = text separator $0; separator = "\n" }
    END {
      for (at = 1; at < length(text); at++) {
        letter = substr(text, at, 1)
        printf "%s", letter in escape ? escape[letter] : letter
      }
    }'
}
