import type { Redis } from "ioredis";
import { parseInfo } from "../../cluster/state/info";
import type { HandOver } from "../../cluster/steps/recoverySteps";
import { messageOf } from "../../text/messageOf";
import { pipeline } from "../redis/pipeline";
import { within } from "../redis/within";
import type { Act } from "./stepContext";

/** ms for a replica to get what its primary had when that was paused. */
const CATCH_UP_LIMIT = 5000;
/** Bytes that a replica in sync gets within moments. */
const CLOSE = 1_000_000;
/** ms in which a manual failover succeeds or is given up: servers allow 5 s. */
const FAILOVER_LIMIT = 6000;
/** ms for which a primary accepts no write: longer than both, or a late failover would lose writes. */
const PAUSE = 30_000;
/** ms for a promotion: a Redis votes for the same shard again only after two node timeouts of 15 s. */
const PROMOTION_LIMIT = 45_000;

interface Pair extends HandOver {
  readonly source: Redis;
  readonly target: Redis;
}

export const handOver: Act<"handOver"> = async ({ pairs, by }, { connections }) => {
  /** Those that do not know of their failover. */
  const unaware = new Set<Redis>();
  const open = await Promise.all(
    pairs.map(async (pair): Promise<Pair> => {
      const source = await connections.to(pair.from);
      return { ...pair, source, target: await connections.to(pair.to) };
    }),
  );
  try {
    const end = performance.now() + PAUSE - FAILOVER_LIMIT;
    // All of them first: a server that cannot save its vote ends with it, whatever shard that was about.
    const paused = await Promise.all(open.map(({ source }) => pauseWrites(source)));
    await Promise.all(open.map((pair, index) => catchUp(pair, paused[index]?.offset ?? 0)));
    // One after the other: two elections at once would share an epoch, and so the votes.
    for (const [index, pair] of open.entries()) {
      if (performance.now() > end) throw new Error("writes were paused for too long; run up again");
      await takeOver(pair, by === "takeover" ? "TAKEOVER" : "FORCE");
      if (paused[index]?.replies && !(await isAware(pair.source))) unaware.add(pair.source);
    }
  } finally {
    // Writes that an unaware one accepted would be lost: its pause ends in its time.
    const sources = open.map(({ source }) => source).filter((source) => !unaware.has(source));
    // The server may have ended, or have no such command.
    await Promise.allSettled(sources.map((source) => source.call("CLIENT", "UNPAUSE")));
  }
};

/** Not while the replica is far behind: writes would pause until it has caught up. */
export const failOver: Act<"failOver"> = async ({ node: from, to }, context) => {
  const { connections } = context;
  const [source, target] = await Promise.all([connections.to(from), connections.to(to)]);
  const behind = async () =>
    offsetIn(String(await source.call("INFO", "replication")), "master_repl_offset") -
    offsetIn(String(await target.call("INFO", "replication")), "slave_repl_offset");
  const isClose = async () => (await behind()) <= CLOSE;
  if (!(await within(CATCH_UP_LIMIT, isClose)))
    throw new Error(`${to} is ${await behind()} bytes behind ${from} and does not catch up`);
  // A server before 6.2 would answer nobody until its pause ends: its own failover pauses better.
  const canPauseWrites = await source.call("CLIENT", "UNPAUSE").then(
    () => true,
    () => false,
  );
  if (!canPauseWrites) return takeOver({ from, to, source, target });
  await handOver({ kind: "handOver", node: from, pairs: [{ from, to }], by: "election" }, context);
};

export const promote: Act<"promote"> = async ({ node }, { connections }) => {
  const client = await connections.to(node);
  const isDone = await within(PROMOTION_LIMIT, async () => {
    if (await isPrimary(client)) return true;
    await client.call("CLUSTER", "FAILOVER", "FORCE").catch((error: unknown) => {
      // Redis itself was faster.
      if (!messageOf(error).includes("send CLUSTER FAILOVER to a replica")) throw error;
    });
    return within(FAILOVER_LIMIT, () => isPrimary(client));
  });
  if (!isDone) throw new Error(`the primaries did not elect it within ${PROMOTION_LIMIT / 1000} s`);
};

interface Paused {
  /** That of the last write. */
  readonly offset: number;
  /** False if it replies to nobody until the pause ends. */
  readonly replies: boolean;
}

async function pauseWrites(source: Redis): Promise<Paused> {
  const last = await pausedAt(source, ["WRITE"]);
  if (last !== undefined) return { offset: last, replies: true };
  // Servers before 6.2 cannot pause writes alone.
  const offset = await pausedAt(source, []);
  if (offset === undefined) throw new Error("the primary cannot pause its writes");
  return { offset, replies: false };
}

/** In one transaction: where everything is paused, no later command is answered. */
async function pausedAt(source: Redis, mode: readonly string[]): Promise<number | undefined> {
  const replies = await pipeline(source, [
    ["MULTI"],
    ["CLIENT", "PAUSE", PAUSE, ...mode],
    ["INFO", "replication"],
    ["EXEC"],
  ]).catch(() => undefined);
  const [reply, info] = [replies?.at(-1)].flat();
  return reply === "OK" ? offsetIn(String(info), "master_repl_offset") : undefined;
}

async function catchUp({ from, to, target }: Pair, offset: number): Promise<void> {
  const behind = async () =>
    offset - offsetIn(String(await target.call("INFO", "replication")), "slave_repl_offset");
  if (await within(CATCH_UP_LIMIT, async () => (await behind()) <= 0)) return;
  throw new Error(`${to} is ${await behind()} bytes behind ${from} and does not catch up`);
}

/** @param how by default the primary pauses its clients, and waits for the replica */
async function takeOver(
  { from, source, target }: Pair,
  ...how: readonly ("FORCE" | "TAKEOVER")[]
): Promise<void> {
  await target.call("CLUSTER", "FAILOVER", ...how);
  if (await within(FAILOVER_LIMIT, () => isPrimary(target))) return;
  // One that has ended is the next observation's matter.
  const isLeft = await isPrimary(source).catch(() => false);
  const limit = `${FAILOVER_LIMIT / 1000} s`;
  if (isLeft) throw new Error(`it did not happen within ${limit}; ${from} is still the primary`);
}

/** Waits until a former primary knows that it is none, or has ended. False if that takes too long. */
function isAware(source: Redis): Promise<boolean> {
  return within(FAILOVER_LIMIT, async () => !(await isPrimary(source))).catch(() => true);
}

async function isPrimary(client: Redis): Promise<boolean> {
  const reply = await client.call("ROLE");
  return Array.isArray(reply) && String(reply[0]) === "master";
}

function offsetIn(info: string, name: string): number {
  return Number(parseInfo(info).get(name) ?? 0);
}
