import { runTool } from "../processes/runTool";
import type { BenchHost } from "./benchHosts";
import { handScript } from "./handScript";

/** ms for one session; `--cluster create` of 30 nodes takes up to a minute. */
const LIMIT = 180_000;

/** Starts the servers as a person does: one `ssh` for each host, at the same time. */
export async function startByHand(hosts: readonly BenchHost[], key: string): Promise<void> {
  await Promise.all(hosts.map((host) => runSsh(host.address, key, "sh -s", handScript(host))));
}

/** Makes the whole cluster as a person does: the servers, then `redis-cli --cluster create` on a host. */
export async function createByHand(hosts: readonly BenchHost[], key: string): Promise<void> {
  await startByHand(hosts, key);
  const nodes = hosts.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
  const create = `redis-cli --cluster create ${nodes.join(" ")} --cluster-replicas 1 --cluster-yes`;
  await runSsh(hosts[0]?.address ?? "", key, create, "");
}

async function runSsh(address: string, key: string, command: string, input: string): Promise<void> {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"];
  const flags = ["-F", "none", "-i", key, "-q", ...options.flatMap((option) => ["-o", option])];
  const { exitCode, stdout, stderr } = await runTool(
    ["ssh", ...flags, "-o", "ConnectTimeout=5", `root@${address}`, command],
    { input, limit: LIMIT },
  );
  if (exitCode === 0) return;
  throw new Error(
    `Cannot run by ssh on ${address} as it ended with ${exitCode}: ${stdout}${stderr}`,
  );
}
