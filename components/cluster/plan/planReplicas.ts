import { nodeName } from "../spec/clusterSpec";
import { membersOf, type Topology } from "../spec/topology";
import { myself, type Observed } from "../state/observed";
import { answering, type ShardState, shardState, slotsOf } from "../state/shardState";
import type { Step } from "../steps/step";

/** The roles of all nodes but those of `planAfterMoves`. */
export function planReplicas(shards: readonly ShardState[], observed: Observed): Step[] {
  const drained = drainedIds(shards, observed);
  return shards
    .flatMap((shard) => replicasIn(shard, observed))
    .filter(({ node }) => !waitsForMoves(node, drained, observed));
}

/** The replicas that have to change their shard. */
export function planReturns(topology: Topology, observed: Observed): Step[] {
  return topology.shards
    .map((shard) => shardState(shard, observed))
    .filter(({ owner }) => answering(observed, owner) !== undefined)
    .flatMap((state) => replicasIn(state, observed))
    .filter(({ node }) => {
      const found = answering(observed, node);
      return found !== undefined && myself(found)?.role === "replica";
    });
}

/** The roles of nodes whose slots, or those of whose primary, move to other shards first. */
export function planAfterMoves(topology: Topology, observed: Observed): Step[] {
  const shards = topology.shards.map((shard) => shardState(shard, observed));
  const drained = drainedIds(shards, observed);
  return shards
    .flatMap((shard) => replicasIn(shard, observed))
    .filter(({ node }) => waitsForMoves(node, drained, observed));
}

/** The IDs of the owners of slots that own none in the end. */
function drainedIds(shards: readonly ShardState[], observed: Observed): Set<string> {
  const owners = new Set(shards.map(({ owner }) => owner));
  return new Set(
    [...observed].flatMap(([name, node]) =>
      node.answers && !owners.has(name) && slotsOf(observed, name).length > 0 ? [node.id] : [],
    ),
  );
}

/** Until then it is the last copy of what it has, or one of the last. */
function waitsForMoves(name: string, drained: ReadonlySet<string>, observed: Observed): boolean {
  const node = answering(observed, name);
  return (
    node !== undefined && [node.id, myself(node)?.primaryId ?? ""].some((id) => drained.has(id))
  );
}

function replicasIn({ shard, owner }: ShardState, observed: Observed): Step<"replicate">[] {
  const primary = answering(observed, owner);
  // One that is still a replica of another shard cannot be followed.
  if (primary !== undefined && myself(primary)?.role === "replica") return [];
  return membersOf(shard)
    .map(nodeName)
    .filter((name) => name !== owner)
    .flatMap((node): Step<"replicate">[] => {
      const found = answering(observed, node);
      if (found === undefined || myself(found)?.primaryId === primary?.id) return [];
      return [{ kind: "replicate", node, primary: owner }];
    });
}
