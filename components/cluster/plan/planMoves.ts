import { addressOf, nodeName } from "../spec/clusterSpec";
import { commonSlots, mergeSlots, missingSlots, type SlotRange } from "../spec/slots";
import { memberNames, membersOf, type Topology } from "../spec/topology";
import type { Observed } from "../state/observed";
import { type OpenSlot, openSlotsOf } from "../state/openSlots";
import { answering, shardState, slotsOf } from "../state/shardState";
import type { Step } from "../steps/step";

/**
 * The moves of slots between the shards of a healthy cluster. The records of all hosts say so before the first slot
 * moves, and no longer after the last: after a kill the next run still knows that slots are not where they are to be.
 */
export function planMoves(topology: Topology, observed: Observed): Step[] {
  if (topology.rebalances !== true) return [];
  const owners = ownersOf(topology, observed);
  const { begun, closes } = openedIn(owners, observed);
  const steps = [...closes, ...movesOf(owners, observed, begun)];
  return [...planRecords(topology, observed, steps.length > 0), ...steps];
}

/** The node that owns the slots of a shard, or is to own its first ones. */
interface Owner {
  readonly name: string;
  readonly members: readonly string[];
  /** The slots that it is to own. */
  readonly slots: readonly SlotRange[];
}

function ownersOf({ shards }: Topology, observed: Observed): Owner[] {
  return shards.map((shard) => ({
    name: shardState(shard, observed).owner,
    members: membersOf(shard).map(nodeName),
    slots: shard.slots,
  }));
}

/** By source and target. A slot that is open goes on to where it was going, so that no client misses a key. */
function movesOf(
  owners: readonly Owner[],
  observed: Observed,
  begun: readonly Begun[],
): Step<"moveSlots">[] {
  const moves = new Map<string, Step<"moveSlots">>();
  const add = (node: string, to: string, slots: readonly SlotRange[]) => {
    const key = `${node} ${to}`;
    const others = owners.flatMap(({ name }) => (name === node || name === to ? [] : [name]));
    const all = mergeSlots([...(moves.get(key)?.slots ?? []), ...slots]);
    if (all.length > 0) moves.set(key, { kind: "moveSlots", node, to, slots: all, others });
  };
  const open = begun.map(({ slots }) => slots);
  const sources = [...observed.keys()].filter((name) => slotsOf(observed, name).length > 0);
  for (const { name: to, slots: wanted } of owners) {
    if (answering(observed, to) === undefined) continue;
    for (const node of sources) {
      const moved = node === to ? [] : commonSlots(slotsOf(observed, node), wanted);
      add(node, to, missingSlots(moved, open));
    }
  }
  for (const { owner, receiver, slots } of begun) add(owner, receiver, [slots]);
  return [...moves.values()];
}

/** A slot whose move has begun. */
interface Begun {
  readonly slots: SlotRange;
  readonly owner: string;
  readonly receiver: string;
}

interface Opened {
  readonly begun: readonly Begun[];
  readonly closes: readonly Step<"closeSlots">[];
}

/** What interrupted moves have left open: moves to go on with, and ends that are open for nothing. */
function openedIn(owners: readonly Owner[], observed: Observed): Opened {
  const begun: Begun[] = [];
  const closes = new Map<string, Step<"closeSlots">>();
  for (const open of openSlotsOf(observed)) {
    const slots = { start: open.slot, end: open.slot };
    const owner = [...observed.keys()].find(
      (name) => commonSlots([slots], slotsOf(observed, name)).length > 0,
    );
    if (owner === undefined) continue;
    const receiver = receiverOf(open, owner, owners);
    if (receiver !== undefined) begun.push({ slots, owner, receiver });
    else {
      const key = `${open.node} ${owner}`;
      const all = mergeSlots([...(closes.get(key)?.slots ?? []), slots]);
      closes.set(key, { kind: "closeSlots", node: open.node, owner, slots: all });
    }
  }
  return { begun, closes: [...closes.values()] };
}

/** The primary that is getting the slot from its owner; undefined if this end is open for nothing. */
function receiverOf(
  { node, direction, peer = "" }: OpenSlot,
  owner: string,
  owners: readonly Owner[],
): string | undefined {
  if ((owner === node) !== (direction === "migrating")) return undefined;
  const end = direction === "migrating" ? peer : node;
  // The end may have become a replica meanwhile: its new primary has the keys.
  const receiver = owners.find(({ members }) => members.includes(end))?.name;
  return receiver === owner ? undefined : receiver;
}

function planRecords(topology: Topology, observed: Observed, rebalancing: boolean): Step[] {
  const hosts = new Map<string, string>();
  for (const name of memberNames(topology)) {
    const found = answering(observed, name);
    if (found !== undefined && (found.rebalancing === true) !== rebalancing) {
      hosts.set(addressOf(name), name);
    }
  }
  return [...hosts.values()].map((node) => ({ kind: "record", node, rebalancing }));
}
