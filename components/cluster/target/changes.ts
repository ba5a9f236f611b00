import { nodeName } from "../spec/clusterSpec";
import { commonSlots, countSlots, missingSlots, SLOT_COUNT, type SlotRange } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { type CurrentShard, type Layout, membersIn } from "../state/layout";

/** A shard of the target, and the current one that it continues; none for a new shard. */
export interface Pair {
  readonly target: Shard;
  readonly current?: CurrentShard;
}

/** What has to happen to the current cluster. Shards are named after their current primaries, new ones after theirs. */
export interface Changes {
  /** Declared nodes that have no place yet. */
  readonly joining: readonly string[];
  /** Members that are not declared. */
  readonly leaving: readonly string[];
  readonly reparented: readonly {
    readonly node: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly failovers: readonly { readonly from: string; readonly to: string }[];
  readonly slotMoves: readonly SlotMove[];
  /** Members of current shards that are to lead new ones. */
  readonly founders: readonly string[];
  /** How many shards have slots now. */
  readonly shardsWithSlots: number;
}

interface SlotMove {
  readonly from: string;
  readonly to: string;
  readonly slots: readonly SlotRange[];
  readonly count: number;
}

/** The shards in the order of their first slots. */
export function topologyOf(pairs: readonly Pair[]): Topology {
  const first = ({ slots }: Shard) => slots[0]?.start ?? SLOT_COUNT;
  const shards = pairs.map(withLeaving);
  return { shards: shards.sort((a, b) => first(a) - first(b)) };
}

function withLeaving({ target, current }: Pair): Shard {
  const stay = new Set(membersOf(target).map(nodeName));
  const leaving = (current === undefined ? [] : membersIn(current)).filter(
    (name) => !stay.has(name),
  );
  return leaving.length > 0 ? { ...target, leaving } : target;
}

export function changesOf(pairs: readonly Pair[], layout: Layout): Changes {
  const declared = pairs.flatMap(({ target }) => membersOf(target).map(nodeName));
  const homes = new Map(
    layout.shards.flatMap((shard) => membersIn(shard).map((name) => [name, shard.primary])),
  );
  const isDeclared = new Set(declared);
  return {
    joining: declared.filter((name) => !homes.has(name)),
    leaving: [...homes.keys()].filter((name) => !isDeclared.has(name)),
    reparented: pairs.flatMap((pair) => reparentedInto(pair, homes)),
    failovers: pairs.flatMap(({ target, current }) => {
      const to = nodeName(target.primary);
      return current === undefined || current.primary === to ? [] : [{ from: current.primary, to }];
    }),
    slotMoves: slotMoves(pairs, layout),
    founders: pairs.flatMap(({ target, current }) => {
      const name = nodeName(target.primary);
      return current === undefined && homes.has(name) ? [name] : [];
    }),
    shardsWithSlots: layout.shards.filter(({ slots }) => slots.length > 0).length,
  };
}

function nameOf({ target, current }: Pair): string {
  return current?.primary ?? nodeName(target.primary);
}

function reparentedInto(
  pair: Pair,
  homes: ReadonlyMap<string, string>,
): Changes["reparented"][number][] {
  const to = nameOf(pair);
  return membersOf(pair.target).flatMap((member) => {
    const node = nodeName(member);
    const from = homes.get(node);
    const isNew = pair.current === undefined;
    return from === undefined || (from === to && !isNew) ? [] : [{ node, from, to }];
  });
}

function slotMoves(pairs: readonly Pair[], { shards }: Layout): SlotMove[] {
  return pairs.flatMap((pair) => {
    const foreign = missingSlots(pair.target.slots, pair.current?.slots ?? []);
    if (foreign.length === 0) return [];
    return shards.flatMap(({ primary, slots }): SlotMove[] => {
      if (primary === pair.current?.primary) return [];
      const moved = commonSlots(foreign, slots);
      return moved.length === 0
        ? []
        : [{ from: primary, to: nameOf(pair), slots: moved, count: countSlots(moved) }];
    });
  });
}
