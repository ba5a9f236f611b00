import { nodeName } from "../spec/clusterSpec";
import { missingSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { type CurrentShard, type Layout, membersIn } from "../state/layout";
import type { Pair } from "./changes";

/**
 * The placed shards with the current ones that they continue, if the cluster can become them by steps that move
 * nothing: each of its shards is a part of another placed one. Undefined otherwise.
 */
export function fits({ shards: placed }: Topology, { shards }: Layout): Pair[] | undefined {
  const shardOf = new Map(
    placed.flatMap((shard) => membersOf(shard).map((member) => [nodeName(member), shard])),
  );
  const currentOf = new Map<Shard, CurrentShard>();
  for (const current of shards) {
    const target = shardOf.get(current.primary);
    if (target === undefined || currentOf.has(target)) return undefined;
    const isPart =
      missingSlots(current.slots, target.slots).length === 0 &&
      membersIn(current).every((name) => shardOf.get(name) === target);
    if (!isPart) return undefined;
    currentOf.set(target, current);
  }
  return placed.map((target) => {
    const current = currentOf.get(target);
    return { target, ...(current === undefined ? {} : { current }) };
  });
}

/** Lets the owners of the slots stay primaries, unless one has a replica in its domain that it would not share. */
export function withOwners(pairs: readonly Pair[]): Pair[] {
  return pairs.map(({ target, current }) => {
    const members = membersOf(target);
    const owner = members.find((member) => nodeName(member) === current?.primary);
    if (owner === undefined) return { target };
    const replicas = members.filter((member) => member !== owner);
    const isCloser = closeReplicas({ ...target, primary: owner, replicas }) > closeReplicas(target);
    return {
      target: isCloser ? target : { ...target, primary: owner, replicas },
      ...(current === undefined ? {} : { current }),
    };
  });
}

function closeReplicas({ primary, replicas }: Shard): number {
  return replicas.filter(({ domain }) => domain === primary.domain).length;
}
