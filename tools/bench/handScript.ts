import type { BenchHost } from "./benchHosts";

/** What a person pastes into a shell on one host: folders, confs, servers, and that they answer. */
export function handScript({ address, ports }: BenchHost): string {
  return `set -eu
for port in ${ports.join(" ")}; do
  mkdir -p /root/conf/$port
  cat >/root/conf/$port.conf <<CONF
port $port
bind ${address}
daemonize yes
pidfile $port.pid
cluster-enabled yes
cluster-config-file \${port}_node.conf
cluster-node-timeout 15000
appendonly yes
dir /root/conf/$port
logfile /root/conf/$port.log
protected-mode no
CONF
  redis-server /root/conf/$port.conf >/dev/null
done
for port in ${ports.join(" ")}; do
  timeout 10 sh -c "until redis-cli -h ${address} -p $port ping >/dev/null 2>&1; do sleep 0.02; done"
done
`;
}
