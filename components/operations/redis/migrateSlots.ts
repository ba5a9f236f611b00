import type { Redis } from "ioredis";
import type { SlotRange } from "../../cluster/spec/slots";
import { messageOf } from "../../text/messageOf";

/** ms between two questions. */
const INTERVAL = 50;
/** ms without any change of what the source says about its migration. */
const STALL = 60_000;

/** The fields of a migration: `"name"`, `"target_node"`, `"state"`, `"message"` and others. */
type Migration = ReadonlyMap<string, string>;

/**
 * Has a source move slots at once, and waits for the end. If a migration to the same target goes on already, an earlier
 * run began it: then it waits for the end of that, and begins its own only if that one fails.
 *
 * Returns false if slots are open for a move key by key: then nothing moves at once.
 *
 * @throws Error with the reason that the source gives. @see https://valkey.io/commands/cluster-migrateslots/
 */
export async function migrateSlots(
  source: Redis,
  { slots, targetId }: { readonly slots: readonly SlotRange[]; readonly targetId: string },
): Promise<boolean> {
  const before = await migrationsOf(source);
  const hasTarget = (one: Migration) => one.get("target_node") === targetId;
  const names = new Set(before.map(nameOf));
  const earlier = before.find((one) => hasTarget(one) && !ENDED.has(stateOf(one)));
  if (earlier !== undefined) {
    const ended = await untilEnded(source, (one) => nameOf(one) === nameOf(earlier));
    if (stateOf(ended) === "success") return true;
  }
  if (!(await begin(source, slots, targetId))) return false;
  const ours = await untilEnded(source, (one) => hasTarget(one) && !names.has(nameOf(one)));
  if (stateOf(ours) === "success") return true;
  throw new Error(`the source gave up: ${ours.get("message") || stateOf(ours)}`);
}

const ENDED: ReadonlySet<string> = new Set(["success", "failed", "cancelled"]);

function nameOf(migration: Migration): string | undefined {
  return migration.get("name");
}

function stateOf(migration: Migration | undefined): string {
  return migration?.get("state") ?? "unknown";
}

async function begin(
  source: Redis,
  slots: readonly SlotRange[],
  targetId: string,
): Promise<boolean> {
  const ranges = slots.flatMap(({ start, end }) => [start, end]);
  try {
    await source.call("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", ...ranges, "NODE", targetId);
    return true;
  } catch (error) {
    if (messageOf(error).includes("being manually migrated")) return false;
    throw error;
  }
}

async function untilEnded(source: Redis, isIt: (one: Migration) => boolean): Promise<Migration> {
  let last = "";
  for (let changed = performance.now(); ; ) {
    const migration = (await migrationsOf(source)).find(isIt);
    const state = stateOf(migration);
    if (migration !== undefined && ENDED.has(state)) return migration;
    const now = JSON.stringify([...(migration ?? [])]);
    if (now !== last) [last, changed] = [now, performance.now()];
    if (performance.now() - changed >= STALL) {
      throw new Error(
        `nothing has moved for ${STALL / 1000} s: the migration is in state "${state}"`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/** The migrations that a source knows, the ended ones too. */
async function migrationsOf(source: Redis): Promise<Migration[]> {
  const reply = await source.call("CLUSTER", "GETSLOTMIGRATIONS");
  if (!Array.isArray(reply)) return [];
  return reply.map((fields: unknown) => {
    const words = Array.isArray(fields) ? fields.map(String) : [];
    return new Map(
      words.flatMap((name, index) =>
        index % 2 === 0 ? [[name, words[index + 1] ?? ""] as const] : [],
      ),
    );
  });
}
