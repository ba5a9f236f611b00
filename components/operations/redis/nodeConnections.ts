import type { Redis } from "ioredis";
import { type NodeSpec, nodeName } from "../../cluster/spec/clusterSpec";
import type { Observed, ObservedNode } from "../../cluster/state/observed";
import { connectNode } from "./connectNode";
import { observeNode, observeNodeClosely, unreachable } from "./observeNode";

/** One connection to every node, opened when first needed and again when it was lost. */
export class NodeConnections {
  readonly #nodes: ReadonlyMap<string, NodeSpec>;
  readonly #password: string | undefined;
  readonly #connectLimit: number | undefined;
  readonly #open = new Map<string, Redis>();
  #closed = false;

  /** @param connectLimit ms for each connect; 2000 when not given */
  constructor(nodes: readonly NodeSpec[], password: string | undefined, connectLimit?: number) {
    this.#nodes = new Map(nodes.map((node) => [nodeName(node), node]));
    this.#password = password;
    this.#connectLimit = connectLimit;
  }

  /** The connection to the node of that name. @throws Error when it cannot be reached */
  async to(name: string): Promise<Redis> {
    const open = this.#open.get(name);
    if (open?.status === "ready") return open;
    const node = this.#nodes.get(name);
    if (node === undefined)
      throw new Error(`Cannot connect to "${name}" as no such node is declared`);
    open?.disconnect();
    const client = await connectNode(node, this.#password, this.#connectLimit);
    this.#open.set(name, client);
    if (this.#closed) {
      // It came too late, and would keep the process alive.
      client.disconnect();
      throw new Error(`Cannot use the connection to ${name} as all were closed meanwhile`);
    }
    return client;
  }

  /** Connects to all nodes at once; one that cannot be reached is tried again when it is needed. */
  async open(): Promise<void> {
    await Promise.allSettled([...this.#nodes.keys()].map((name) => this.to(name)));
  }

  /** Asks nodes at once, all when none are named; one that cannot be asked is there with the reason. */
  observe(names: Iterable<string> = this.#nodes.keys()): Promise<Observed> {
    return this.#observeAll(names, observeNode);
  }

  /** Asks all nodes at once, for all their directives too. */
  observeClosely(): Promise<Observed> {
    return this.#observeAll(this.#nodes.keys(), observeNodeClosely);
  }

  async #observeAll(
    names: Iterable<string>,
    ask: (client: Redis) => Promise<ObservedNode>,
  ): Promise<Observed> {
    const entries = [...names].map(
      async (name): Promise<[string, ObservedNode]> => [name, await this.#observeOne(name, ask)],
    );
    return new Map(await Promise.all(entries));
  }

  close(): void {
    this.#closed = true;
    for (const client of this.#open.values()) client.disconnect();
  }

  async #observeOne(
    name: string,
    ask: (client: Redis) => Promise<ObservedNode>,
  ): Promise<ObservedNode> {
    try {
      return await ask(await this.to(name));
    } catch (error) {
      return unreachable(error);
    }
  }
}
