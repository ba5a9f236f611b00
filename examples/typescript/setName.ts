import { Cluster } from "ioredis";

const DEV_STACK = [
  "192.168.56.65:7000",
  "192.168.56.65:7001",
  "192.168.56.65:7002",
  "192.168.56.66:7003",
  "192.168.56.66:7004",
  "192.168.56.66:7005",
];

/** Sets a key and reads it back. One start-up node that answers is enough. */
async function main(startupNodes: readonly string[]): Promise<void> {
  const cluster = openCluster(startupNodes);
  // The cluster's error only says that no node is available. The last node's error says why.
  let reason = "";
  cluster.on("node error", (error: Error, node: string) => {
    reason = `, ${node}: ${error.message}`;
  });
  cluster.on("error", () => {});
  try {
    await cluster.connect();
    console.log(`set name tom -> ${await cluster.set("name", "tom")}`);
    console.log(`get name -> ${await cluster.get("name")}`);
    const slot = Number(await cluster.cluster("KEYSLOT", "name"));
    console.log(`name is in slot ${slot}, which ${cluster.slots[slot]?.[0]} serves`);
  } catch (error) {
    throw new Error(`Cannot set name in the cluster: ${textOf(error)}${reason}`);
  } finally {
    cluster.disconnect();
  }
}

function openCluster(startupNodes: readonly string[]): Cluster {
  const nodes = startupNodes.map((node) => {
    const [, host, port] = /^(.+):(\d+)$/.exec(node) ?? [];
    if (host === undefined) throw new Error(`Not HOST:PORT: "${node}"`);
    return { host, port: Number(port) };
  });
  const password = process.env["REDISCLI_AUTH"];
  return new Cluster(nodes, {
    lazyConnect: true,
    // Try each start-up node once. The default is to try forever.
    clusterRetryStrategy: () => null,
    redisOptions: { connectTimeout: 5000, ...(password ? { password } : {}) },
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const given = process.argv.slice(2);
main(given.length > 0 ? given : DEV_STACK).catch((error: unknown) => {
  console.error(textOf(error));
  process.exitCode = 1;
});
