import { addressOf, nodeName } from "../spec/clusterSpec";
import { commonSlots, mergeSlots, type SlotRange } from "../spec/slots";
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
  const steps = [...planCloses(owners, observed), ...movesTo(owners, observed)];
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

function movesTo(owners: readonly Owner[], observed: Observed): Step<"moveSlots">[] {
  const sources = [...observed.keys()].filter((name) => slotsOf(observed, name).length > 0);
  return owners.flatMap(({ name: to, slots: wanted }) => {
    if (answering(observed, to) === undefined) return [];
    return sources.flatMap((node): Step<"moveSlots">[] => {
      const slots = node === to ? [] : commonSlots(slotsOf(observed, node), wanted);
      if (slots.length === 0) return [];
      const others = owners.flatMap(({ name }) => (name === node || name === to ? [] : [name]));
      return [{ kind: "moveSlots", node, to, slots, others }];
    });
  });
}

/** Ends interrupted moves, but for those that the next moves go on with. */
function planCloses(owners: readonly Owner[], observed: Observed): Step<"closeSlots">[] {
  const found = new Map<string, Step<"closeSlots">>();
  for (const open of openSlotsOf(observed)) {
    const slots = [{ start: open.slot, end: open.slot }];
    const owner = [...observed.keys()].find(
      (name) => commonSlots(slotsOf(observed, name), slots).length > 0,
    );
    const node = owner === undefined ? undefined : closedNode(open, owner, owners);
    if (owner === undefined || node === undefined) continue;
    const key = `${node} ${owner}`;
    const others = found.get(key)?.slots ?? [];
    found.set(key, { kind: "closeSlots", node, owner, slots: mergeSlots([...others, ...slots]) });
  }
  return [...found.values()];
}

/** The node that may have keys of a slot that its owner is to have; undefined if the move goes on. */
function closedNode(
  { slot, node, direction, peer = "" }: OpenSlot,
  owner: string,
  owners: readonly Owner[],
): string | undefined {
  const isOfMove = (owner === node) === (direction === "migrating");
  if (!isOfMove) return node;
  // The peer may have become a replica meanwhile: its new primary has the keys.
  const receiver =
    direction === "importing" ? node : owners.find(({ members }) => members.includes(peer))?.name;
  const wanted = owners.find(({ name }) => name === receiver)?.slots ?? [];
  const goesOn = receiver !== owner && commonSlots(wanted, [{ start: slot, end: slot }]).length > 0;
  return goesOn ? undefined : (receiver ?? node);
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
