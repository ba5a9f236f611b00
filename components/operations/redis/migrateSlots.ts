import type { Redis } from "ioredis";
import type { SlotRange } from "../../cluster/spec/slots";

/** ms between two questions. */
const INTERVAL = 50;
/** ms without any change of what the source says about its migration. */
const STALL = 60_000;

/**
 * Has a source move slots at once, and waits for the end. One of an earlier run is given up first.
 *
 * @throws Error with the reason that the source gives. @see https://valkey.io/commands/cluster-migrateslots/
 */
export async function migrateSlots(
  source: Redis,
  { slots, targetId }: { readonly slots: readonly SlotRange[]; readonly targetId: string },
): Promise<void> {
  const before = new Set((await migrationsOf(source)).map((one) => one.get("name")));
  const ranges = slots.flatMap(({ start, end }) => [start, end]);
  await source.call("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", ...ranges, "NODE", targetId);
  let last = "";
  for (let changed = performance.now(); ; ) {
    const ours = (await migrationsOf(source)).find(
      (one) => !before.has(one.get("name")) && one.get("target_node") === targetId,
    );
    const state = ours?.get("state") ?? "unknown";
    if (state === "success") return;
    if (state === "failed" || state === "cancelled") {
      throw new Error(`the source gave up: ${ours?.get("message") || state}`);
    }
    const now = JSON.stringify([...(ours ?? [])]);
    if (now !== last) [last, changed] = [now, performance.now()];
    if (performance.now() - changed > STALL) {
      throw new Error(
        `nothing has moved for ${STALL / 1000} s: the migration is in state "${state}"`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/** The migrations that a source knows, the ended ones too: each as its fields. */
async function migrationsOf(source: Redis): Promise<ReadonlyMap<string, string>[]> {
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
