# shellcheck shell=sh
# Takes a node that has left the cluster off its host. Comes after conf.sh and lib/stop.sh. Needs ADDRESS, PORT and
# DIRECTORY.

on_remove() {
  if find_server; then
    find_client
    read_conf
    # The others have its data.
    end_server NOSAVE
  fi
  set_aside
  leave_host
}

# Renames the directory of a stopped instance, with its configuration and its log in it, so that nothing takes it for a
# node any more.
set_aside() {
  aside=${DIRECTORY:?}/$PORT.removed-$(date +%Y-%m-%d)
  if [ -e "$aside" ]; then aside=$aside-$(date +%H%M%S); fi
  for file in "${conf:?}" "$conf".* "${log:?}"; do
    [ -e "$file" ] || continue
    mkdir -p "${data_dir:?}"
    mv "$file" "$data_dir/"
  done
  if [ -d "$data_dir" ]; then mv "$data_dir" "$aside"; fi
}

# Removes the record and the scripts once the host has no node any more.
leave_host() {
  for other in "${DIRECTORY:?}"/*.conf "$DIRECTORY"/[0-9]*/; do
    case $other in
      *.removed-*) ;;
      *) if [ -e "$other" ]; then return 0; fi ;;
    esac
  done
  rm -f "$DIRECTORY/cluster.json" "$DIRECTORY"/.node-*
}
