import type { ClusterSpec } from "../spec/clusterSpec";
import { compareAddresses } from "../spec/nodeList";
import { place } from "../spec/placement";
import type { Topology } from "../spec/topology";
import type { Layout } from "../state/layout";
import { type Changes, changesOf, type Pair, topologyOf } from "./changes";
import { fits, withOwners } from "./fits";
import { keptShards } from "./keptShards";
import { assignNodes } from "./nodes";
import { assignSlots } from "./slots";

export type Rearrangement =
  | {
      /** The shards to reach; `primary` is the current owner of the slots wherever that may stay. */
      readonly topology: Topology;
      readonly changes: Changes;
    }
  | { /** Which rule the spec breaks, with the numbers. */ readonly refusal: string };

/**
 * The topology to reach from the current one with few changes: the fewest slots move that the number of shards
 * allows, and few nodes change their shard. While no
 * cluster exists, and as long as the current one can become it without a move, it is `place(spec)`; else the order of
 * hosts and ports does not matter.
 */
export function rearrange(spec: ClusterSpec, layout: Layout): Rearrangement {
  const placed = tryPlace(spec);
  if ("refusal" in placed) return placed;
  const fitting = fits(placed, layout);
  const pairs = fitting === undefined ? pairsOf(inOrder(spec), layout) : withOwners(fitting);
  const changes = changesOf(pairs, layout);
  const moves = layout.rebalancing === true || changes.slotMoves.length > 0;
  return { topology: { ...topologyOf(pairs), ...(moves ? { rebalances: true } : {}) }, changes };
}

function pairsOf(spec: ClusterSpec, layout: Layout): Pair[] {
  const reference = place(spec);
  const kept = keptShards(spec, layout, reference.shards.length);
  const slots = assignSlots(kept, layout, reference.shards.length);
  const groups = assignNodes(spec, { kept, reference });
  const pairs = groups.map((group, index) => ({ ...group, slots: slots[index] ?? [] }));
  return pairs.map(({ slots: ranges, primary, replicas, current }) => ({
    target: { slots: ranges, primary, replicas },
    ...(current === undefined ? {} : { current }),
  }));
}

function tryPlace(spec: ClusterSpec): Topology | { readonly refusal: string } {
  try {
    return place(spec);
  } catch (error) {
    if (error instanceof RangeError) return { refusal: error.message };
    throw error;
  }
}

/** The spec with hosts and ports sorted, so that their order in the configuration does not matter. */
function inOrder(spec: ClusterSpec): ClusterSpec {
  const hosts = spec.hosts.map((host) => ({
    ...host,
    ports: [...host.ports].sort((a, b) => a - b),
  }));
  return { ...spec, hosts: hosts.sort((a, b) => compareAddresses(a.address, b.address)) };
}
