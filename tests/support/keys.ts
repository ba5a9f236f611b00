import { askNode } from "./askNode";
import { at } from "./example";
import type { TestCluster } from "./testCluster";
import { until } from "./until";

const PORTS = [7000, 7001, 7002, 7003, 7004, 7005];
const COUNT = 1000;

/**
 * Writes 1000 keys to a cluster, by a client that follows redirects. Returns once the replicas have them too.
 * @param nodes of the cluster by name, the example's by default
 */
export async function writeKeys(
  cluster: TestCluster,
  nodes: readonly string[] = PORTS.map(at),
): Promise<void> {
  await until("the cluster to take a key", async () =>
    (await askAny(["CLUSTER", "INFO"])).includes("cluster_state:ok") ? true : undefined,
  );
  const replies = await cluster.on(
    "192.168.56.66",
    `seq ${COUNT} | sed 's/.*/set key& &/' | redis-cli -c -h 192.168.56.66 -p 7003 | grep -c OK`,
  );
  if (Number(replies) !== COUNT) throw new Error(`only ${replies} of ${COUNT} keys were written`);
  await until("the replicas to copy the keys", async () =>
    (await countKeys(nodes)).replicas === COUNT ? true : undefined,
  );
}

/** Waits until a replica has that many keys: an acknowledged write may not have reached it yet. @param node its name */
export async function untilCopied(node: string, keys: number): Promise<void> {
  await until(`${node} to copy ${keys} keys`, async () =>
    (await askNode(node, ["DBSIZE"])) === `${keys}` ? true : undefined,
  );
}

/** How many keys the primaries have, and how many their replicas have. @param nodes by name */
export async function countKeys(
  nodes: readonly string[] = PORTS.map(at),
): Promise<{ primaries: number; replicas: number }> {
  const counts = await Promise.all(
    nodes.map(async (node) => ({
      role: (await askNode(node, ["ROLE"])).split(",")[0],
      keys: Number(await askNode(node, ["DBSIZE"])),
    })),
  );
  const sum = (role: string) =>
    counts.filter((one) => one.role === role).reduce((total, { keys }) => total + keys, 0);
  return { primaries: sum("master"), replicas: sum("slave") };
}

export const ALL_KEYS = { primaries: COUNT, replicas: COUNT };

async function askAny(command: [string, ...string[]]): Promise<string> {
  return askNode(at(7003), command);
}
