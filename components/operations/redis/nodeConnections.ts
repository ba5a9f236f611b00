import type { Redis } from "ioredis";
import { type NodeSpec, nodeName } from "../../cluster/spec/clusterSpec";
import type { Observed, ObservedNode } from "../../cluster/state/observed";
import { type ConnectOptions, connectNode } from "./connectNode";
import { observeNode, observeNodeClosely, unreachable } from "./observeNode";

/** One connection to each node, opened at its first use and again after it was lost. */
export class NodeConnections {
  readonly #nodes: ReadonlyMap<string, NodeSpec>;
  readonly #password: string | undefined;
  readonly #options: ConnectOptions;
  readonly #open = new Map<string, Redis>();
  #closed = false;

  constructor(
    nodes: readonly NodeSpec[],
    password: string | undefined,
    options: ConnectOptions = {},
  ) {
    this.#nodes = new Map(nodes.map((node) => [nodeName(node), node]));
    this.#password = password;
    this.#options = { nodes: nodes.length, ...options };
  }

  /** The connection to the node of that name. @throws Error when it cannot be reached */
  async to(name: string): Promise<Redis> {
    const open = this.#open.get(name);
    if (open?.status === "ready") return open;
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`Cannot connect to ${name}: it is not a declared node`);
    open?.disconnect();
    const client = await connectNode(node, this.#password, this.#options);
    this.#open.set(name, client);
    if (this.#closed) {
      // An open connection would keep the process alive.
      client.disconnect();
      throw new Error(`Cannot connect to ${name}: the connections were closed`);
    }
    return client;
  }

  /** Connects to all nodes at once; one that cannot be reached is tried again at its first use. */
  async open(): Promise<void> {
    await Promise.allSettled([...this.#nodes.keys()].map((name) => this.to(name)));
  }

  /** Observes nodes at once; one that does not answer is part of the result. @param names all by default */
  observe(names: Iterable<string> = this.#nodes.keys()): Promise<Observed> {
    return this.#observeAll(names, (client) => observeNode(client, this.#password));
  }

  observeClosely(): Promise<Observed> {
    return this.#observeAll(this.#nodes.keys(), (client) =>
      observeNodeClosely(client, this.#password),
    );
  }

  close(): void {
    this.#closed = true;
    for (const client of this.#open.values()) client.disconnect();
  }

  async #observeAll(
    names: Iterable<string>,
    observeOne: (client: Redis) => Promise<ObservedNode>,
  ): Promise<Observed> {
    const entries = [...names].map(async (name): Promise<[string, ObservedNode]> => {
      try {
        return [name, await observeOne(await this.to(name))];
      } catch (error) {
        return [name, unreachable(error)];
      }
    });
    return new Map(await Promise.all(entries));
  }
}
