import calculateSlot from "cluster-key-slot";
import type { Redis } from "ioredis";
import { addressOf, portOf } from "../../../components/cluster/spec/clusterSpec";
import { connectNode } from "../../../components/operations/redis/connectNode";
import { messageOf } from "../../../components/text/messageOf";
import type { Operation } from "./operation";

/** A redirect leads to the owner; a second and third one are due if slots move meanwhile. */
const MOST_REDIRECTS = 8;

/** What is known of a command that was sent to one node. */
type Outcome =
  | { readonly kind: "done"; readonly value: string | null }
  | { readonly kind: "redirected"; readonly to: string; readonly asking: boolean }
  /** The node refused it, or it was never sent. */
  | { readonly kind: "notDone" }
  /** The connection ended, or the node did not reply in time. */
  | { readonly kind: "unknown" };

interface ClientOptions {
  readonly client: number;
  /** By name, those that are asked where a slot is. */
  readonly nodes: readonly string[];
  readonly password?: string | undefined;
  /** ns since the recording began. */
  readonly now: () => number;
}

/**
 * A client of a cluster that sends no command twice. It follows redirects: a node that redirects a command has not
 * run it. Its commands of one key must not overlap.
 */
export class HistoryClient {
  readonly #options: ClientOptions;
  readonly #connections = new Map<string, Promise<Redis>>();
  /** The node that last took a command of a slot. */
  readonly #owners = new Map<number, string>();
  /** Those of the options, and those that redirects named: all that it began with may leave the cluster. */
  readonly #known: Set<string>;
  #asked = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#known = new Set(options.nodes);
  }

  /** Returns nothing if the write was certainly not done. */
  write(key: string, value: string): Promise<Operation | undefined> {
    return this.#run({ op: "write", key, value });
  }

  /** Returns nothing if no value came. */
  read(key: string): Promise<Operation | undefined> {
    return this.#run({ op: "read", key, value: null });
  }

  async close(): Promise<void> {
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const one of await Promise.allSettled(connections)) {
      if (one.status === "fulfilled") one.value.disconnect();
    }
  }

  async #run(command: Pick<Operation, "op" | "key" | "value">): Promise<Operation | undefined> {
    const { client, now } = this.#options;
    const slot = calculateSlot(command.key);
    const call = now();
    let node = this.#owners.get(slot) ?? this.#anyNode();
    let asking = false;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const outcome = await this.#send(node, command, asking);
      const said = { client, ...command, call, node };
      switch (outcome.kind) {
        case "done":
          if (!asking) this.#owners.set(slot, node);
          return { ...said, value: outcome.value, return: now() };
        case "redirected":
          // The owner is the node that tells where to ask.
          if (outcome.asking) this.#owners.set(slot, node);
          node = outcome.to;
          this.#known.add(node);
          asking = outcome.asking;
          break;
        case "notDone":
          this.#owners.delete(slot);
          return undefined;
        case "unknown":
          this.#owners.delete(slot);
          return command.op === "write" ? { ...said, return: null } : undefined;
        default:
          return outcome satisfies never;
      }
    }
    return undefined;
  }

  /** Another one each time: it redirects to the owner, if it runs. */
  #anyNode(): string {
    const nodes = [...this.#known];
    this.#asked += 1;
    return nodes[this.#asked % nodes.length] ?? "";
  }

  async #send(
    node: string,
    { op, key, value }: Pick<Operation, "op" | "key" | "value">,
    asking: boolean,
  ): Promise<Outcome> {
    const connection = this.#connect(node);
    try {
      const redis = await connection.catch(() => undefined);
      if (redis?.status !== "ready") {
        this.#forget(node, connection);
        return { kind: "notDone" };
      }
      // Both are sent at once: ASKING is for the next command of the connection.
      if (asking) redis.asking().catch(() => undefined);
      if (op === "read") return { kind: "done", value: await redis.get(key) };
      await redis.set(key, value ?? "");
      return { kind: "done", value };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.kind === "unknown") this.#forget(node, connection);
      return outcome;
    }
  }

  #connect(node: string): Promise<Redis> {
    const known = this.#connections.get(node);
    if (known !== undefined) return known;
    const address = { address: addressOf(node), port: portOf(node) };
    const connection = connectNode(address, this.#options.password);
    connection.catch(() => undefined);
    this.#connections.set(node, connection);
    return connection;
  }

  /** The next command opens another one. */
  #forget(node: string, connection: Promise<Redis>): void {
    if (this.#connections.get(node) === connection) this.#connections.delete(node);
    connection.then(
      (redis) => redis.disconnect(),
      () => undefined,
    );
  }
}

/** What an error says of a command: an error reply of a server means that it did not run the command. */
function outcomeOf(error: unknown): Exclude<Outcome, { kind: "done" }> {
  if (!(error instanceof Error) || error.name !== "ReplyError") return { kind: "unknown" };
  const [, word, to] = /^(MOVED|ASK) \d+ (\S+)$/.exec(messageOf(error)) ?? [];
  if (to === undefined) return { kind: "notDone" };
  return { kind: "redirected", to, asking: word === "ASK" };
}
