/** The number of hash slots of every cluster. @see the Redis Cluster specification, "Key distribution model" */
export const SLOT_COUNT = 16384;

/** A range of hash slots, both ends inclusive: `{ start: 0, end: 5460 }`. */
export interface SlotRange {
  readonly start: number;
  readonly end: number;
}

export const ALL_SLOTS: readonly SlotRange[] = [{ start: 0, end: SLOT_COUNT - 1 }];

/** The shares of 3 primaries are 0-5460, 5461-10922 and 10923-16383. @see `redis-cli --cluster create` */
export function slotShare(index: number, count: number): SlotRange {
  const lastOf = (primary: number) => Math.round(((primary + 1) * SLOT_COUNT) / count - 1);
  return { start: index === 0 ? 0 : lastOf(index - 1) + 1, end: lastOf(index) };
}

/** Writes slot ranges as CLUSTER NODES does: `"0-5460 7000"`, `""` for no slots. */
export function formatSlots(ranges: readonly SlotRange[]): string {
  return ranges.map(({ start, end }) => (start === end ? `${start}` : `${start}-${end}`)).join(" ");
}

/** Each slot of the ranges. */
export function slotsIn(ranges: readonly SlotRange[]): number[] {
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, index) => start + index),
  );
}

export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
}

/** The slots of `wanted` that are not in `owned`. */
export function missingSlots(
  wanted: readonly SlotRange[],
  owned: readonly SlotRange[],
): SlotRange[] {
  const sorted = [...owned].sort((a, b) => a.start - b.start);
  return wanted.flatMap((range) => missingOf(range, sorted));
}

/** The slots that are in both. */
export function commonSlots(a: readonly SlotRange[], b: readonly SlotRange[]): SlotRange[] {
  return missingSlots(a, missingSlots(a, b));
}

/** The same slots in order, in the fewest ranges. */
export function mergeSlots(ranges: readonly SlotRange[]): SlotRange[] {
  const merged: SlotRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1) {
      merged.splice(-1, 1, { start: last.start, end: Math.max(end, last.end) });
    } else merged.push({ start, end });
  }
  return merged;
}

function missingOf(wanted: SlotRange, owned: readonly SlotRange[]): SlotRange[] {
  const missing: SlotRange[] = [];
  let next = wanted.start;
  for (const { start, end } of owned) {
    if (end < next || start > wanted.end) continue;
    if (start > next) missing.push({ start: next, end: start - 1 });
    next = end + 1;
  }
  if (next <= wanted.end) missing.push({ start: next, end: wanted.end });
  return missing;
}
