import fc from "fast-check";
import { type ClusterSpec, nodeName, nodesOf } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { countSlots, SLOT_COUNT, type SlotRange } from "../../components/cluster/spec/slots";
import type { Topology } from "../../components/cluster/spec/topology";
import type { CurrentShard, Layout } from "../../components/cluster/state/layout";
import { dividingTable } from "./hostTables";

/** A spec that can be placed. @param most nodes */
export function anySpec(most: number): fc.Arbitrary<ClusterSpec> {
  return dividingTable.filter(
    (spec) => nodesOf(spec.hosts).length <= most && placed(spec) !== undefined,
  );
}

/** The topology; undefined if the spec is rejected. */
export function placed(spec: ClusterSpec): Topology | undefined {
  try {
    return place(spec);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Any layout of the nodes of a spec and of three that are not declared: each node in one of the shards, or in none; the
 * slots cut anywhere and given to any shard.
 *
 * @param lost true if slots may have no owner
 */
export function anyLayout(spec: ClusterSpec, { lost = false } = {}): fc.Arbitrary<Layout> {
  const names = [...nodesOf(spec.hosts).map(nodeName), "10.0.0.9:1", "10.0.0.9:2", "10.0.0.9:3"];
  return fc
    .record({
      homes: fc.array(fc.nat(5), { minLength: names.length, maxLength: names.length }),
      order: fc.shuffledSubarray(names, { minLength: names.length }),
      cuts: fc.uniqueArray(fc.integer({ min: 1, max: SLOT_COUNT - 1 }), { maxLength: 9 }),
      owners: fc.array(fc.nat(lost ? 6 : 5), { minLength: 10, maxLength: 10 }),
      count: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ homes, order, cuts, owners, count }) => {
      const members = Array.from({ length: count }, (_, index) =>
        order.filter((_name, at) => homes[at] === index),
      ).filter((group) => group.length > 0);
      const starts = [0, ...cuts.sort((a, b) => a - b)];
      const ranges = starts.map((start, at) => ({
        start,
        end: (starts[at + 1] ?? SLOT_COUNT) - 1,
        owner: owners[at] === 6 ? -1 : (owners[at] ?? 0) % Math.max(1, members.length),
      }));
      const shards = members.flatMap(([primary = "", ...replicas], index): CurrentShard[] => {
        const slots = joined(ranges.filter(({ owner }) => owner === index));
        return slots.length + replicas.length === 0 ? [] : [{ slots, primary, replicas }];
      });
      return { shards };
    })
    .filter(
      ({ shards }) => lost || countSlots(shards.flatMap(({ slots }) => slots)) === SLOT_COUNT,
    );
}

/** The placement of a spec after up to two replicas were moved to any shard, by hand or by Redis. */
export function driftedLayout(spec: ClusterSpec): fc.Arbitrary<Layout> {
  const shards = place(spec).shards.map(({ slots, primary, replicas }) => ({
    slots,
    primary: nodeName(primary),
    replicas: replicas.map(nodeName),
  }));
  const move = fc.record({
    node: fc.nat(),
    to: fc.nat(shards.length - 1),
  });
  return fc.array(move, { maxLength: 2 }).map((moves) => ({
    shards: moves.reduce<readonly CurrentShard[]>(moveReplica, shards),
  }));
}

function moveReplica(
  shards: readonly CurrentShard[],
  { node, to }: { readonly node: number; readonly to: number },
): CurrentShard[] {
  const replicas = shards.flatMap((shard) => shard.replicas);
  const moved = replicas[node % Math.max(1, replicas.length)];
  return shards.map((shard, index) => {
    const others = shard.replicas.filter((name) => name !== moved);
    return {
      ...shard,
      replicas: index === to && moved !== undefined ? [...others, moved] : others,
    };
  });
}

function joined(ranges: readonly SlotRange[]): SlotRange[] {
  const all: SlotRange[] = [];
  for (const { start, end } of ranges) {
    const last = all.at(-1);
    if (last?.end === start - 1) all.splice(-1, 1, { start: last.start, end });
    else all.push({ start, end });
  }
  return all;
}

/** The spec with its hosts and their ports in the opposite order. */
export function reversed(spec: ClusterSpec): ClusterSpec {
  const hosts = spec.hosts.map((host) => ({ ...host, ports: [...host.ports].reverse() }));
  return { ...spec, hosts: hosts.reverse() };
}
