import { runToolOrThrow } from "../processes/runTool";
import type { BenchHost } from "./sizes";

/** Time limit in ms of one SSH session; `--cluster create` of 30 nodes takes up to a minute. */
const LIMIT = 180_000;

export async function startByHand(
  hosts: readonly BenchHost[],
  key: string,
  server = "redis-server",
): Promise<void> {
  await Promise.all(
    hosts.map((host) => {
      const input = handScript(host, server);
      return runSsh({ address: host.address, key, command: "sh -s", input });
    }),
  );
}

/** Creates the cluster as a person would: starts the servers, then runs `redis-cli --cluster create`. */
export async function createByHand(hosts: readonly BenchHost[], key: string): Promise<void> {
  await startByHand(hosts, key);
  const nodes = hosts.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
  const command = `redis-cli --cluster create ${nodes.join(" ")} --cluster-replicas 1 --cluster-yes`;
  await runSsh({ address: hosts[0]?.address ?? "", key, command, input: "" });
}

interface Session {
  address: string;
  /** Path of the private key. */
  key: string;
  command: string;
  input: string;
}

async function runSsh({ address, key, command, input }: Session): Promise<void> {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"];
  options.push("ConnectTimeout=5");
  const flags = ["-F", "none", "-i", key, "-q", ...options.flatMap((option) => ["-o", option])];
  await runToolOrThrow(["ssh", ...flags, `root@${address}`, command], { input, limit: LIMIT });
}

export function handScript({ address, ports }: BenchHost, server = "redis-server"): string {
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
  ${server} /root/conf/$port.conf >/dev/null
done
for port in ${ports.join(" ")}; do
  timeout 10 sh -c "until ${server.replace(/server$/, "cli")} -h ${address} -p $port ping >/dev/null 2>&1; do sleep 0.02; done" || {
    echo "${address}:$port did not answer within 10 s" >&2
    exit 1
  }
done
`;
}
