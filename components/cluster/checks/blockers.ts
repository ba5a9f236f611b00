import { nodeName } from "../spec/clusterSpec";
import { formatSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import {
  type AnsweringNode,
  isAlone,
  myself,
  type Observed,
  type UnreachableNode,
} from "../state/observed";
import { shardState, slotsOf } from "../state/shardState";
import { otherClustersData } from "./otherClustersData";
import type { Problem } from "./problem";

/**
 * Names everything for which no step may be taken: what does not answer and cannot be started on
 * its own data, and what is not ours: foreign members, foreign keys, slots that lie elsewhere.
 */
export function blockers(topology: Topology, observed: Observed): Problem[] {
  const ids = new Map(
    [...observed].map(([name, node]) => [name, node.answers ? node.id : undefined]),
  );
  return topology.shards.flatMap((shard) =>
    membersOf(shard).flatMap((member) => {
      const name = nodeName(member);
      const node = observed.get(name);
      if (node === undefined) return [{ subject: name, reason: "was not asked" }];
      return node.answers
        ? [
            ...refuseForeign(name, node, ids),
            ...refuseKeys(name, node),
            ...refuseSlots(name, node, shard, observed),
          ]
        : refuseSilent(name, node, otherClustersData(name, observed));
    }),
  );
}

function refuseSilent(
  subject: string,
  { reason, disk, refused }: UnreachableNode,
  foreign: readonly Problem[],
): readonly Problem[] {
  if (refused) return [{ subject, reason: `refuses to be asked: ${reason}` }];
  if (foreign.length > 0) return foreign;
  if (disk?.identity && disk.data) return [];
  if (disk?.identity) {
    return [
      {
        subject,
        reason: `is stopped and its data files are gone: started empty it would wipe its replicas (${reason})`,
      },
    ];
  }
  return [{ subject, reason: `does not answer: ${reason}` }];
}

function refuseForeign(
  subject: string,
  node: AnsweringNode,
  ids: ReadonlyMap<string, string | undefined>,
): Problem[] {
  const twins = [...ids].filter(([name, id]) => id === node.id && name !== subject);
  const foreign = node.views.flatMap(({ id, name, flags }) => {
    if (flags.includes("myself") || flags.includes("handshake")) return [];
    if (flags.includes("noaddr"))
      return [`knows ${id}, whose address is lost: no node of this stack`];
    if (!ids.has(name)) return [`knows ${id} at ${name}, which is not a node of this stack`];
    const answer = ids.get(name);
    if (answer === undefined || answer === id) return [];
    return [`knows ${name} as ${id}, but there answers ${answer}`];
  });
  return [
    ...twins.map(
      ([name]) => `has the same node id as ${name} (${node.id}): its nodes.conf is a copy`,
    ),
    ...foreign,
  ].map((reason) => ({ subject, reason }));
}

function refuseKeys(subject: string, node: AnsweringNode): Problem[] {
  if (node.keys === 0) return [];
  const own = myself(node);
  if (isAlone(node) && own?.slots.length === 0) {
    return [{ subject, reason: `holds ${count(node.keys)} but belongs to no cluster` }];
  }
  return [];
}

function refuseSlots(
  subject: string,
  node: AnsweringNode,
  shard: Shard,
  observed: Observed,
): Problem[] {
  const own = myself(node);
  if (own === undefined) return [{ subject, reason: "does not list itself in CLUSTER NODES" }];
  const { owner } = shardState(shard, observed);
  const outside = slotsOf(observed, subject).filter(
    ({ start, end }) => start < shard.slots.start || end > shard.slots.end,
  );
  const reasons = [
    ...(outside.length > 0
      ? [`owns the slots ${formatSlots(outside)}, which belong to another shard here`]
      : []),
    ...(own.slots.length > 0 && subject !== owner
      ? [`owns the slots ${formatSlots(own.slots)} beside ${owner} of the same shard`]
      : []),
    ...(own.role === "primary" && own.slots.length === 0 && node.keys > 0 && !isAlone(node)
      ? [`holds ${count(node.keys)} but owns no slots`]
      : []),
    ...(own.openSlots.length > 0
      ? [`has slots that are being moved: ${own.openSlots.slice(0, 3).join(" ")}`]
      : []),
  ];
  return reasons.map((reason) => ({ subject, reason }));
}

function count(keys: number): string {
  return keys === 1 ? "1 key" : `${keys} keys`;
}
