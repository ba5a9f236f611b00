import { Redis } from "ioredis";
import { nodeName } from "../../components/cluster/spec/clusterSpec";
import { type Answer, clusterProblem } from "./clusterProblem";
import type { BenchHost } from "./sizes";

const INTERVAL = 25; // ms

export interface WatchOptions {
  /** ms. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Returns the ms until the cluster is formed. A poll ends at the first unready node, to take little CPU time.
 * @throws Error with the last problem after the limit
 */
export async function watchFormed(
  hosts: readonly BenchHost[],
  { limit, signal }: WatchOptions,
): Promise<number> {
  const start = performance.now();
  const nodes = new Map(
    hosts.flatMap(({ address, ports }) =>
      ports.map((port): [string, Node] => [nodeName({ address, port }), new Node(address, port)]),
    ),
  );
  try {
    for (;;) {
      const problem = await poll(nodes);
      const passed = performance.now() - start;
      if (problem === undefined) return passed;
      if (signal.aborted || passed > limit) {
        throw new Error(`The cluster was not formed after ${passed / 1000} s: ${problem}`);
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  } finally {
    for (const node of nodes.values()) node.close();
  }
}

async function poll(nodes: ReadonlyMap<string, Node>): Promise<string | undefined> {
  for (const [name, node] of nodes) {
    const answer = await node.ask();
    if (answer === undefined) return `${name} does not answer`;
    if (!answer.clusterInfo.includes("cluster_state:ok"))
      return `${name} reports cluster_state:fail`;
  }
  const answers = new Map<string, Answer>();
  for (const [name, asking] of [...nodes].map(([name, node]) => [name, node.ask()] as const)) {
    const answer = await asking;
    if (answer === undefined) return `${name} stopped answering`;
    answers.set(name, answer);
  }
  return clusterProblem(answers);
}

/** A node with a connection that is opened again if it is lost. */
class Node {
  readonly #address: string;
  readonly #port: number;
  #client: Redis | undefined;

  constructor(address: string, port: number) {
    this.#address = address;
    this.#port = port;
  }

  /** Returns `undefined` if the node does not answer. Never throws. */
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
