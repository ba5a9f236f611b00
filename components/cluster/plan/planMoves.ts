import { addressOf, nodeName } from "../spec/clusterSpec";
import { groupBy } from "../spec/groupBy";
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

/** One for each source and target. A slot that is open goes on to where it was going, so that no client misses a key. */
function movesOf(
  owners: readonly Owner[],
  observed: Observed,
  begun: readonly Transfer[],
): Step<"moveSlots">[] {
  const open = begun.flatMap(({ slots }) => slots);
  const sources = [...observed.keys()].filter((name) => slotsOf(observed, name).length > 0);
  const wanted = owners.flatMap(({ name: to, slots }) =>
    sources
      .filter((node) => node !== to && answering(observed, to) !== undefined)
      .map((node) => ({
        node,
        to,
        slots: missingSlots(commonSlots(slotsOf(observed, node), slots), open),
      })),
  );
  return merged([...wanted, ...begun]).map((move) => ({
    kind: "moveSlots",
    ...move,
    others: owners.flatMap(({ name }) => (name === move.node || name === move.to ? [] : [name])),
  }));
}

/** Slots of a node that go to another one. */
interface Transfer {
  readonly node: string;
  readonly to: string;
  readonly slots: readonly SlotRange[];
}

function merged(transfers: readonly Transfer[]): Transfer[] {
  const some = transfers.filter(({ slots }) => slots.length > 0);
  return [...groupBy(some, ({ node, to }) => `${node} ${to}`).values()].map((group) => ({
    ...group[0],
    slots: mergeSlots(group.flatMap(({ slots }) => slots)),
  }));
}

/** What interrupted moves have left open: moves to go on with, and ends that are open for nothing. */
function openedIn(
  owners: readonly Owner[],
  observed: Observed,
): { readonly begun: readonly Transfer[]; readonly closes: readonly Step<"closeSlots">[] } {
  const begun: Transfer[] = [];
  const ended: Transfer[] = [];
  for (const open of openSlotsOf(observed)) {
    const slots = [{ start: open.slot, end: open.slot }];
    const owner = [...observed.keys()].find(
      (name) => commonSlots(slots, slotsOf(observed, name)).length > 0,
    );
    if (owner === undefined) continue;
    const receiver = receiverOf(open, owner, owners);
    if (receiver === undefined) ended.push({ node: open.node, to: owner, slots });
    else begun.push({ node: owner, to: receiver, slots });
  }
  const closes = merged(ended).map(
    ({ node, to: owner, slots }): Step<"closeSlots"> => ({
      kind: "closeSlots",
      node,
      owner,
      slots,
    }),
  );
  return { begun, closes };
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
