import { randomBytes } from "node:crypto";
import calculateSlot from "cluster-key-slot";
import type { Redis } from "ioredis";
import type { SlotRange } from "../../cluster/spec/slots";
import { MAKE_ROOM } from "../../text/cures/clusterCures";
import { messageOf } from "../../text/messageOf";
import type { Exchange } from "./exchange";

/** s; the verification removes its keys, and they expire should it be killed. */
const EXPIRY = 60;

export interface ServingShard {
  readonly slots: readonly SlotRange[];
  readonly owner: string;
  readonly replicas: readonly string[];
}

export interface Clients {
  to(node: string): Promise<Redis>;
}

interface Write {
  readonly key: string;
  readonly value: string;
  readonly expires: boolean;
}

interface Expected {
  readonly node: string;
  readonly command: readonly [name: string, ...args: string[]];
  readonly reply: string;
}

/** Writes via a replica, reads via another primary. @throws Error that names the first unexpected reply */
export async function redirectedPath(
  shards: readonly ServingShard[],
  clients: Clients,
  write: Write,
): Promise<Exchange[]> {
  const slot = calculateSlot(write.key);
  const shard = shardOf(shards, slot);
  const { owner } = shard;
  const other = shards.find((one) => one !== shard)?.owner ?? owner;
  const moved = `MOVED ${slot} ${owner}`;
  const set = setCommand(write);
  const get: Expected["command"] = ["GET", write.key];
  const path: Expected[] = [
    { node: shard.replicas[0] ?? other, command: set, reply: moved },
    { node: owner, command: set, reply: "OK" },
    { node: owner, command: get, reply: write.value },
    { node: other, command: get, reply: moved },
  ];
  const exchanges: Exchange[] = [];
  for (const expected of path) exchanges.push(await exchange(clients, expected));
  if (write.expires)
    await exchange(clients, { node: owner, command: ["DEL", write.key], reply: "1" });
  return exchanges;
}

/** Writes, reads and removes a temporary key on every primary. @throws Error as `redirectedPath` does */
export async function sweep(shards: readonly ServingShard[], clients: Clients): Promise<void> {
  await Promise.all(
    shards.map(async ({ slots, owner: node }) => {
      const key = keyIn(slots);
      const value = randomBytes(8).toString("hex");
      await exchange(clients, {
        node,
        command: setCommand({ key, value, expires: true }),
        reply: "OK",
      });
      await exchange(clients, { node, command: ["GET", key], reply: value });
      await exchange(clients, { node, command: ["DEL", key], reply: "1" });
    }),
  );
}

export function verificationKey(): string {
  return `{name}:verify:${randomBytes(8).toString("hex")}`;
}

function setCommand({ key, value, expires }: Write): Expected["command"] {
  return ["SET", key, value, ...(expires ? ["EX", String(EXPIRY)] : [])];
}

function keyIn(slots: readonly SlotRange[]): string {
  for (;;) {
    const key = `verify:${randomBytes(8).toString("hex")}`;
    if (includes(slots, calculateSlot(key))) return key;
  }
}

function shardOf(shards: readonly ServingShard[], slot: number): ServingShard {
  const shard = shards.find(({ slots }) => includes(slots, slot));
  if (shard === undefined) throw new Error(`Verification failed: no node owns slot ${slot}`);
  return shard;
}

function includes(slots: readonly SlotRange[], slot: number): boolean {
  return slots.some(({ start, end }) => start <= slot && slot <= end);
}

async function exchange(clients: Clients, expected: Expected): Promise<Exchange> {
  const { node } = expected;
  const command = expected.command.join(" ");
  const reply = await replyOf(await clients.to(node), expected.command);
  if (reply === expected.reply) return { node, command, reply };
  throw new Error(
    explanationOf(node, reply) ??
      `Verification failed: ${node} answered ${command} with "${reply}", expected "${expected.reply}"`,
  );
}

/** What stops writes to a node that is otherwise healthy. */
function explanationOf(node: string, reply: string): string | undefined {
  const [word = ""] = reply.split(" ");
  const refusal = REFUSALS.get(word);
  if (refusal === undefined) return undefined;
  const { what, cure } = refusal;
  return `Verification failed: ${node} ${what}: ${reply}${cure === undefined ? "" : `\n  ${cure}`}`;
}

const REFUSALS: ReadonlyMap<string, { readonly what: string; readonly cure?: string }> = new Map([
  ["OOM", { what: "is full", cure: MAKE_ROOM }],
  ["MISCONF", { what: "refuses all writes, because it cannot save" }],
  ["NOREPLICAS", { what: "has fewer replicas in sync than min-replicas-to-write" }],
]);

async function replyOf(client: Redis, [name, ...args]: Expected["command"]): Promise<string> {
  try {
    return String(await client.call(name, ...args));
  } catch (error) {
    return messageOf(error);
  }
}
