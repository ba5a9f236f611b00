import { nodeName } from "../spec/clusterSpec";
import { membersOf, type Topology } from "../spec/topology";
import { myself, namesById, type Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";
import type { Problem } from "./problem";

/** Which member of a shard is the primary does not matter: a failover may have changed that. */
export function misplacedReplicas(topology: Topology, observed: Observed): Problem[] {
  const names = namesById(observed);
  return topology.shards.flatMap((shard) => {
    const { owner } = shardState(shard, observed);
    const ownerId = answering(observed, owner)?.id;
    if (ownerId === undefined) return [];
    return membersOf(shard)
      .map(nodeName)
      .filter((name) => name !== owner)
      .flatMap((node) => {
        const found = answering(observed, node);
        const own = found === undefined ? undefined : myself(found);
        if (own === undefined || own.primaryId === ownerId || own.slots.length > 0) return [];
        const role =
          own.primaryId === undefined
            ? "primary"
            : `replica of ${names.get(own.primaryId) ?? own.primaryId}`;
        const text = `${role}, should be a replica of ${owner}`;
        return [{ node, kind: "not a replica of the declared shard's primary", text }];
      });
  });
}
