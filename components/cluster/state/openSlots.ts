import { myself, namesById, type Observed } from "./observed";

/** A slot that a primary has open towards a peer: a move of it was begun and not ended. */
export interface OpenSlot {
  readonly slot: number;
  readonly node: string;
  readonly direction: "migrating" | "importing";
  /** The name of the other node; undefined if no node answers with its ID. */
  readonly peer: string | undefined;
}

/** @see https://redis.io/docs/latest/commands/cluster-nodes/ for `[93->-292f8b36]` and `[93-<-292f8b36]` */
export function openSlotsOf(observed: Observed): OpenSlot[] {
  const names = namesById(observed);
  return [...observed].flatMap(([node, found]) => {
    const own = found.answers ? myself(found) : undefined;
    // Replicas of Valkey list those of their primaries, and cannot close them.
    const texts = own?.role === "primary" ? own.openSlots : [];
    return texts.flatMap((text): OpenSlot[] => {
      const [, slot, arrow, id = ""] = /^\[(\d+)-([<>])-(\w+)\]$/.exec(text) ?? [];
      if (slot === undefined) return [];
      const direction = arrow === ">" ? "migrating" : "importing";
      return [{ slot: Number(slot), node, direction, peer: names.get(id) }];
    });
  });
}
