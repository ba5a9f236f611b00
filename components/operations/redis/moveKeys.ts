import { Command, type Redis } from "ioredis";
import { messageOf } from "../../text/messageOf";

/** The node that gets keys. */
export interface KeyTarget {
  readonly address: string;
  readonly port: number;
  readonly password: string | undefined;
  /** True if what the sender has is the older copy of a key that the target has too: it is removed. @default false */
  readonly isStale?: boolean;
  /** Waits after that many keys, so that not too many move in a second. @default does not wait */
  readonly spend?: (keys: number) => Promise<void>;
}

/** Keys of one MIGRATE. */
const KEYS = 100;
/** MIGRATEs that are sent at once. A server runs them to their end before others get their turn. */
const MIGRATES = 3;
/** ms that those wait for the target, in all; clients wait too, and every other command has 5 s. */
const TIMEOUT = 4000;
/** ms for the reply to a MIGRATE. Large keys take longer than any other command may. */
const REPLY_LIMIT = 30_000;
/** Times that those may fail to reach the target. */
const RETRIES = 3;

/**
 * Moves all keys of slots that are open towards the target, and returns how many. A key that both have was left by a
 * MIGRATE whose answer was lost: the sender's copy replaces the target's, unless it is stale.
 *
 * @throws Error if the target does not take them. @see https://redis.io/docs/latest/commands/migrate/
 */
export async function moveKeys(
  source: Redis,
  slots: readonly number[],
  target: KeyTarget,
): Promise<number> {
  let moved = 0;
  let failures = 0;
  /** Slots in which the target may have a copy of a key. */
  const copied = new Set<number>();
  for (let open = slots; open.length > 0; ) {
    const found = await keysIn(source, open);
    for (let rest = found; rest.length > 0; ) {
      // After a failure one at a time: it may wait for as long as several at once.
      const group = rest.slice(0, failures === 0 ? MIGRATES : 1);
      rest = rest.slice(group.length);
      const results = await migrate(source, group, { ...target, copied });
      const lost = results.find(isLost);
      if (lost !== undefined && ++failures > RETRIES) throw lost;
      await target.spend?.(group.reduce((sum, { keys }) => sum + keys.length, 0));
      for (const [index, { slot, keys }] of group.entries()) {
        const failure = results[index];
        if (failure === undefined) moved += keys.length;
        else if (!isLost(failure) && (!isCopied(failure) || copied.has(slot))) throw failure;
        else if (target.isStale !== true) copied.add(slot);
        else if (isCopied(failure)) await remove(source, keys, target);
      }
    }
    open = found.map(({ slot }) => slot);
  }
  return moved;
}

interface SlotKeys {
  readonly slot: number;
  readonly keys: readonly Buffer[];
}

/** The first keys of each slot that has some. */
async function keysIn(source: Redis, slots: readonly number[]): Promise<SlotKeys[]> {
  const pipeline = source.pipeline();
  for (const slot of slots) pipeline.callBuffer("CLUSTER", "GETKEYSINSLOT", slot, KEYS);
  const replies = (await pipeline.exec()) ?? [];
  return slots.flatMap((slot, index): SlotKeys[] => {
    const [error, keys] = replies[index] ?? [];
    if (error) throw error;
    return Array.isArray(keys) && keys.length > 0 ? [{ slot, keys }] : [];
  });
}

/** Returns the failure of each, undefined for those that succeeded. */
async function migrate(
  source: Redis,
  group: readonly SlotKeys[],
  { address, port, password, copied }: KeyTarget & { readonly copied: ReadonlySet<number> },
): Promise<(Error | undefined)[]> {
  const timeout = Math.floor(TIMEOUT / group.length);
  const login = password === undefined ? [] : ["AUTH", password];
  const results = group.map(async ({ slot, keys }) => {
    const options = [...(copied.has(slot) ? ["REPLACE"] : []), ...login];
    const args = [address, port, "", 0, timeout, ...options, "KEYS", ...keys];
    const command = new Command("MIGRATE", args);
    command.setTimeout(REPLY_LIMIT);
    await source.sendCommand(command);
  });
  const ended = await Promise.allSettled(results);
  return ended.map((result) => (result.status === "rejected" ? result.reason : undefined));
}

/** The target has a key of the same name. */
function isCopied(error: Error): boolean {
  return messageOf(error).includes("BUSYKEY");
}

/** The answer of the target was lost: it may have the keys, and the source still has them. */
function isLost(error: Error | undefined): boolean {
  return error !== undefined && messageOf(error).startsWith("IOERR");
}

/** Of keys that are stale where the target has them too, moves those that only the source has. */
async function remove(source: Redis, keys: readonly Buffer[], target: KeyTarget): Promise<void> {
  for (const key of keys) {
    const [failure] = await migrate(source, [{ slot: -1, keys: [key] }], {
      ...target,
      copied: new Set(),
    });
    if (failure === undefined) continue;
    if (!isCopied(failure)) throw failure;
    const replies = await source.pipeline().call("ASKING").call("DEL", key).exec();
    const error = replies?.[1]?.[0];
    if (error) throw error;
  }
}
