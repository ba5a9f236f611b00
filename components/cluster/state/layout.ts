import { SLOT_COUNT, type SlotRange } from "../spec/slots";
import { type Claim, claimsOf } from "./claims";
import { isRebalancing, type Observed } from "./observed";

/** A shard of the current state. Its nodes are names: not all of them need be declared. */
export interface CurrentShard {
  /** In order; empty for a primary without slots that has replicas. */
  readonly slots: readonly SlotRange[];
  /** The owner of the slots. */
  readonly primary: string;
  readonly replicas: readonly string[];
}

/** The shards of an existing cluster in the order of their first slots. A node in none of them has no place yet. */
export interface Layout {
  readonly shards: readonly CurrentShard[];
  /** True if a run began to move slots to another number of shards and has not finished. @default false */
  readonly rebalancing?: boolean;
}

/** Puts together what running nodes and the disks of stopped ones know. No shards if no cluster exists. */
export function layoutOf(observed: Observed): Layout {
  const claims = claimsOf(observed);
  const owners = ownersOf([...claims.values()]);
  const slots = rangesOf(owners);
  const byId = new Map([...claims.values()].map((claim) => [claim.id, claim]));
  const groups = new Map<string, string[]>([...slots.keys()].map((name) => [name, []]));
  for (const claim of claims.values()) {
    if (slots.has(claim.name)) continue;
    const primary = primaryOf(claim, { owners, slots, byId });
    if (primary === undefined || primary === claim.name) continue;
    const group = groups.get(primary);
    if (group === undefined) groups.set(primary, [claim.name]);
    else group.push(claim.name);
  }
  const shards = [...groups].map(([primary, replicas]) => ({
    slots: slots.get(primary) ?? [],
    primary,
    replicas: replicas.sort(),
  }));
  const rebalancing = isRebalancing(observed) ? { rebalancing: true } : {};
  return { shards: shards.sort(bySlots), ...rebalancing };
}

export function membersIn({ primary, replicas }: CurrentShard): string[] {
  return [primary, ...replicas];
}

function bySlots(a: CurrentShard, b: CurrentShard): number {
  const first = ({ slots }: CurrentShard) => slots[0]?.start ?? SLOT_COUNT;
  return first(a) - first(b) || (a.primary < b.primary ? -1 : 1);
}

/** Ranges that no claim cuts, in order, each with its owner. */
type Owned = SlotRange & { owner: string | undefined };

/** The owner of each slot by name: of several that claim it the one with the highest epoch, as for Redis. */
function ownersOf(claims: readonly Claim[]): readonly Owned[] {
  const primaries = claims.filter(({ role, slots }) => role === "primary" && slots.length > 0);
  const cuts = primaries.flatMap(({ slots }) =>
    slots.flatMap(({ start, end }) => [start, end + 1]),
  );
  const starts = [...new Set(cuts)].sort((a, b) => a - b);
  const owned = starts
    .slice(0, -1)
    .map((start, index): Owned => ({ start, end: (starts[index + 1] ?? 0) - 1, owner: undefined }));
  const indexes = new Map(starts.map((start, index) => [start, index]));
  const ascending = primaries.sort(
    (a, b) =>
      a.configEpoch - b.configEpoch ||
      Number(a.isOwn) - Number(b.isOwn) ||
      (a.name < b.name ? -1 : 1),
  );
  for (const { name, slots } of ascending) {
    for (const { start, end } of slots) {
      for (const range of owned.slice(indexes.get(start), indexes.get(end + 1))) range.owner = name;
    }
  }
  return owned;
}

function rangesOf(owned: readonly Owned[]): Map<string, SlotRange[]> {
  const ranges = new Map<string, SlotRange[]>();
  for (const { start, end, owner } of owned) {
    if (owner === undefined) continue;
    const own = ranges.get(owner) ?? [];
    ranges.set(owner, own);
    const last = own.at(-1);
    if (last?.end === start - 1) own.splice(-1, 1, { start: last.start, end });
    else own.push({ start, end });
  }
  return ranges;
}

interface Known {
  readonly owners: readonly Owned[];
  readonly slots: ReadonlyMap<string, unknown>;
  readonly byId: ReadonlyMap<string, Claim>;
}

/** Whom a node follows, or will follow once it runs: a former primary follows the node that has its slots now. */
function primaryOf(claim: Claim, known: Known, seen = new Set<string>()): string | undefined {
  if (known.slots.has(claim.name)) return claim.name;
  if (seen.has(claim.name)) return undefined;
  seen.add(claim.name);
  if (claim.role === "primary") return successorOf(claim, known) ?? claim.name;
  const primary = known.byId.get(claim.primaryId ?? "");
  return primary === undefined ? undefined : primaryOf(primary, known, seen);
}

function successorOf({ slots }: Claim, { owners }: Known): string | undefined {
  const counts = new Map<string, number>();
  for (const { start, end, owner } of owners) {
    const isClaimed = slots.some((range) => range.start <= start && end <= range.end);
    if (owner === undefined || !isClaimed) continue;
    counts.set(owner, (counts.get(owner) ?? 0) + end - start + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
