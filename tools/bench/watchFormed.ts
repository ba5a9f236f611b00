import { Redis } from "ioredis";
import { nodeName } from "../../components/cluster/spec/clusterSpec";
import { type Answer, findUnformed } from "./clusterProblem";
import type { BenchHost } from "./sizes";

/** ms between two rounds of questions. */
const PAUSE = 25;

/**
 * Asks from outside, from now on, until the nodes are strictly formed. Returns the ms that it took.
 * It asks one node after the other and begins again with the first that is not ready, so that it
 * takes little from what it watches.
 *
 * @throws Error that names what was still wrong after `limit` ms
 */
export async function watchFormed(hosts: readonly BenchHost[], limit: number): Promise<number> {
  const began = performance.now();
  const asked = new Map(
    hosts.flatMap(({ address, ports }) =>
      ports.map((port): [string, Asked] => [nodeName({ address, port }), new Asked(address, port)]),
    ),
  );
  try {
    for (;;) {
      const trouble = await findTrouble(asked);
      const passed = performance.now() - began;
      if (trouble === undefined) return passed;
      if (passed > limit) throw new Error(`Waited ${limit / 1000} s for formed nodes: ${trouble}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } finally {
    for (const node of asked.values()) node.close();
  }
}

async function findTrouble(asked: ReadonlyMap<string, Asked>): Promise<string | undefined> {
  for (const [name, node] of asked) {
    const answer = await node.ask();
    if (answer === undefined) return `${name} does not answer`;
    if (!answer.clusterInfo.includes("cluster_state:ok")) return `${name} is not ok`;
  }
  const answers = await Promise.all(
    [...asked].map(async ([name, node]) => [name, await node.ask()] as const),
  );
  const silent = answers.find(([, answer]) => answer === undefined);
  if (silent !== undefined) return `${silent[0]} does not answer any more`;
  return findUnformed(
    new Map(answers.flatMap(([name, answer]) => (answer === undefined ? [] : [[name, answer]]))),
  );
}

/** One node with its connection, opened when it can be and again when it was lost. */
class Asked {
  readonly #address: string;
  readonly #port: number;
  #client: Redis | undefined;

  constructor(address: string, port: number) {
    this.#address = address;
    this.#port = port;
  }

  async ask(): Promise<Answer | undefined> {
    try {
      const client = this.#client ?? (await connect(this.#address, this.#port));
      this.#client = client;
      const [clusterInfo, clusterNodes, replication] = await Promise.all([
        client.call("CLUSTER", "INFO"),
        client.call("CLUSTER", "NODES"),
        client.call("INFO", "replication"),
      ]);
      return {
        clusterInfo: String(clusterInfo),
        clusterNodes: String(clusterNodes),
        replication: String(replication),
      };
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    this.#client?.disconnect();
    this.#client = undefined;
  }
}

async function connect(host: string, port: number): Promise<Redis> {
  const client = new Redis({
    host,
    port,
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 2000,
    commandTimeout: 5000,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
