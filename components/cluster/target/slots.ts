import {
  ALL_SLOTS,
  countSlots,
  mergeSlots,
  missingSlots,
  SLOT_COUNT,
  type SlotRange,
} from "../spec/slots";
import type { CurrentShard, Layout } from "../state/layout";

/**
 * The slots of each shard, first of the kept ones in their order, then of the new ones. Nothing moves while the number
 * of shards stays, unless a move to it was interrupted, nor while slots enough for the new shards have no known owner:
 * their node may be out of reach.
 *
 * @param count of all shards
 */
export function assignSlots(
  kept: readonly CurrentShard[],
  { shards, rebalancing = false }: Layout,
  count: number,
): SlotRange[][] {
  const owned = Array.from({ length: count }, (_, index) => [...(kept[index]?.slots ?? [])]);
  const given = shards.filter((shard) => !kept.includes(shard)).flatMap(({ slots }) => slots);
  const ownerless = missingSlots(
    ALL_SLOTS,
    shards.flatMap(({ slots }) => slots),
  );
  const empty = owned.filter((slots) => slots.length === 0);
  if (given.length > 0 || countSlots(ownerless) < empty.length || rebalancing) {
    return balance(owned, [...given, ...ownerless]);
  }
  if (empty.length > 0) return shareOut(owned, ownerless);
  return addToNeighbours(owned, ownerless);
}

/** Takes the highest slots of those that have too many. The counts then differ by at most 1. */
function balance(
  owned: readonly (readonly SlotRange[])[],
  pool: readonly SlotRange[],
): SlotRange[][] {
  const wanted = sharesOf(owned.map(countSlots), SLOT_COUNT);
  const kept = owned.map((slots, index) => split(slots, wanted[index] ?? 0));
  return fill(
    kept.map(([slots]) => slots),
    [...pool, ...kept.flatMap(([, rest]) => rest)],
    wanted,
  );
}

/** Shares slots out to the shards that have none. */
function shareOut(
  owned: readonly (readonly SlotRange[])[],
  pool: readonly SlotRange[],
): SlotRange[][] {
  const empty = owned.filter((slots) => slots.length === 0).map(() => 0);
  const shares = sharesOf(empty, countSlots(pool));
  const wanted = owned.map((slots) => (slots.length > 0 ? countSlots(slots) : (shares.pop() ?? 0)));
  return fill(owned, pool, wanted);
}

/** Gives each range to the owner of the slots in front of it, or else of those behind it: probably it lost them. */
function addToNeighbours(
  owned: readonly (readonly SlotRange[])[],
  pool: readonly SlotRange[],
): SlotRange[][] {
  const owns = (slot: number) => (slots: readonly SlotRange[]) =>
    slots.some(({ start, end }) => start <= slot && slot <= end);
  const added = pool.map((range) => {
    const before = owned.findIndex(owns(range.start - 1));
    return { range, index: before === -1 ? owned.findIndex(owns(range.end + 1)) : before };
  });
  return owned.map((slots, index) =>
    mergeSlots([...slots, ...added.filter((one) => one.index === index).map(({ range }) => range)]),
  );
}

/** Shares `total` out so that the fewest of `counts` have to go down; the larger shares go to the larger counts. */
function sharesOf(counts: readonly number[], total: number): number[] {
  const share = Math.floor(total / counts.length);
  const order = counts.map((_, index) => index);
  const larger = new Set(
    order
      .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
      .slice(0, total % counts.length),
  );
  return counts.map((_, index) => share + (larger.has(index) ? 1 : 0));
}

/** Splits off the first `count` slots. */
function split(ranges: readonly SlotRange[], count: number): [SlotRange[], SlotRange[]] {
  const first: SlotRange[] = [];
  const rest: SlotRange[] = [];
  let left = count;
  for (const { start, end } of ranges) {
    const middle = start + left;
    if (left > 0) first.push({ start, end: Math.min(end, middle - 1) });
    if (middle <= end) rest.push({ start: Math.max(start, middle), end });
    left = Math.max(0, left - (end - start + 1));
  }
  return [first, rest];
}

function fill(
  owned: readonly (readonly SlotRange[])[],
  pool: readonly SlotRange[],
  wanted: readonly number[],
): SlotRange[][] {
  let rest: SlotRange[] = mergeSlots(pool);
  return owned.map((slots, index) => {
    const [taken, left] = split(rest, (wanted[index] ?? 0) - countSlots(slots));
    rest = left;
    return mergeSlots([...slots, ...taken]);
  });
}
