/** Holds the lock of a host as another run does, until the process in /tmp/holder is killed. */
export const HOLD_LOCK = `
  mkdir -p /root/conf
  echo somebody@operator > /root/conf/.lock
  flock -o -x /root/conf/.lock sleep 3600 >/dev/null 2>&1 &
  echo $! > /tmp/holder
  until ! flock -n /root/conf/.lock true; do sleep 0.05; done
`;
