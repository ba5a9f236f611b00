import { nodeName } from "../spec/clusterSpec";
import { membersOf, type Topology } from "../spec/topology";
import { myself, type Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";

/**
 * Names the members that are no replica where they are declared as one. Which member of a shard leads
 * it does not matter: a failover may have changed that.
 */
export function misplacedReplicas(topology: Topology, observed: Observed): string[] {
  const names = new Map(
    [...observed].flatMap(([name, node]) => (node.answers ? [[node.id, name] as const] : [])),
  );
  return topology.shards.flatMap((shard) => {
    const { owner } = shardState(shard, observed);
    const ownerId = answering(observed, owner)?.id;
    if (ownerId === undefined) return [];
    return membersOf(shard)
      .map(nodeName)
      .filter((name) => name !== owner)
      .flatMap((name) => {
        const node = answering(observed, name);
        const own = node === undefined ? undefined : myself(node);
        if (own === undefined || own.primaryId === ownerId) return [];
        const is =
          own.primaryId === undefined
            ? "a primary"
            : `a replica of ${names.get(own.primaryId) ?? own.primaryId}`;
        return [`${name} is ${is}, declared in the shard of ${owner}`];
      });
  });
}
