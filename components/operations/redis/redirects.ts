import { randomBytes } from "node:crypto";
import calculateSlot from "cluster-key-slot";
import type { Redis } from "ioredis";
import type { SlotRange } from "../../cluster/spec/slots";
import { messageOf } from "../../text/messageOf";
import type { Exchange } from "./exchange";
import type { NodeConnections } from "./nodeConnections";

/** s; the proof removes its keys, and they go by themselves should it be killed. */
const EXPIRY = 60;

/** A shard as it serves now; nodes by name. */
export interface ServingShard {
  readonly slots: SlotRange;
  /** The node that owns the slots. */
  readonly owner: string;
  readonly replicas: readonly string[];
}

/**
 * Takes the example's path: a write sent to a replica is redirected to the slot's owner, which takes
 * it and gives it back, and a read sent to another primary is redirected to the owner as well.
 *
 * @param write `key` decides the slot, `"name"` lies in 5798; one that `expires` is removed at the end
 * @throws Error with the exchange at fault when a reply is not the one that a cluster must give.
 */
export async function redirectedPath(
  shards: readonly ServingShard[],
  connections: NodeConnections,
  write: { readonly key: string; readonly value: string; readonly expires: boolean },
): Promise<Exchange[]> {
  const slot = calculateSlot(write.key);
  const owner = ownerOf(shards, slot);
  const other = shards.find((one) => one !== owner)?.owner ?? owner.owner;
  const moved = `MOVED ${slot} ${owner.owner}`;
  const set = ["SET", write.key, write.value, ...(write.expires ? ["EX", String(EXPIRY)] : [])];
  const get = ["GET", write.key];
  const path: [string, string[], string][] = [
    [owner.replicas[0] ?? other, set, moved],
    [owner.owner, set, "OK"],
    [owner.owner, get, write.value],
    [other, get, moved],
  ];
  const exchanges: Exchange[] = [];
  for (const [node, command, expected] of path) {
    exchanges.push(await exchange(connections, node, command, expected));
  }
  if (write.expires) await exchange(connections, owner.owner, ["DEL", write.key], "1");
  return exchanges;
}

/** Writes, reads back and removes a key of its own on every primary. */
export async function sweep(
  shards: readonly ServingShard[],
  connections: NodeConnections,
): Promise<void> {
  await Promise.all(
    shards.map(async ({ slots, owner }) => {
      const key = keyIn(slots);
      const value = randomBytes(8).toString("hex");
      await exchange(connections, owner, ["SET", key, value, "EX", String(EXPIRY)], "OK");
      await exchange(connections, owner, ["GET", key], value);
      await exchange(connections, owner, ["DEL", key], "1");
    }),
  );
}

/** A key of the proof that lies in the slot of `name`, as the example's key does. */
export function verificationKey(): string {
  return `{name}:verify:${randomBytes(8).toString("hex")}`;
}

function keyIn({ start, end }: { start: number; end: number }): string {
  for (;;) {
    const key = `verify:${randomBytes(8).toString("hex")}`;
    const slot = calculateSlot(key);
    if (slot >= start && slot <= end) return key;
  }
}

function ownerOf(shards: readonly ServingShard[], slot: number): ServingShard {
  const owner = shards.find(({ slots }) => slots.start <= slot && slot <= slots.end);
  if (owner === undefined) throw new Error(`Cannot find an owner of slot ${slot}`);
  return owner;
}

async function exchange(
  connections: NodeConnections,
  node: string,
  [name, ...args]: readonly string[],
  expected: string,
): Promise<Exchange> {
  const command = [name, ...args].join(" ");
  const reply = await replyOf(await connections.to(node), name ?? "PING", args);
  if (reply === expected) return { node, command, reply };
  throw new Error(
    `Cannot prove the cluster as ${node} answered ${command} unlike a cluster: "${reply}", not "${expected}"`,
  );
}

async function replyOf(client: Redis, name: string, args: readonly string[]): Promise<string> {
  try {
    return String(await client.call(name, ...args));
  } catch (error) {
    return messageOf(error);
  }
}
