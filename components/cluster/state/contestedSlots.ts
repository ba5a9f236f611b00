import { ALL_SLOTS, commonSlots, missingSlots, type SlotRange } from "../spec/slots";
import { myself, type Observed, runningNodes } from "./observed";

/**
 * The slots that nodes contradict each other about: several claim them, or none does while a node knows them as
 * another's. Nodes are read one after the other, so a reading taken while a replica takes over shows this.
 */
export function contestedSlots(observed: Observed): SlotRange[] {
  const nodes = runningNodes(observed);
  const claimed = nodes.flatMap((node) => myself(node)?.slots ?? []);
  const unclaimed = missingSlots(ALL_SLOTS, claimed);
  if (unclaimed.length === 0) return overlaps(claimed);
  const known = [...slotsByOwner(observed).values()].flat();
  return [...overlaps(claimed), ...commonSlots(unclaimed, known)];
}

/** By ID of each running node: the slots that any node knows as its own, some of them several times. */
export function slotsByOwner(observed: Observed): ReadonlyMap<string, readonly SlotRange[]> {
  const nodes = runningNodes(observed);
  const owners = new Map(nodes.map(({ id }): [string, SlotRange[]] => [id, []]));
  for (const { views } of nodes) {
    for (const { id, slots } of views) owners.get(id)?.push(...slots);
  }
  return owners;
}

function overlaps(ranges: readonly SlotRange[]): SlotRange[] {
  const found: SlotRange[] = [];
  let last = -1;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start <= last) found.push({ start, end: Math.min(end, last) });
    last = Math.max(last, end);
  }
  return found;
}
