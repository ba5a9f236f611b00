import { DECLARE_NEW_NODES } from "../../text/cures/clusterCures";
import type { Problem } from "../checks/problem";
import type { Changes } from "../target/changes";

/** Lists the changes of the number of shards that are not supported: replicas that are to lead new ones. */
export function otherShardCount({
  slotMoves,
  founders,
}: Pick<Changes, "slotMoves" | "founders">): Problem[] {
  if (slotMoves.length === 0) return [];
  return founders.map((node) => ({
    node,
    kind: "replica of a shard, would have to lead a new one",
    advice: DECLARE_NEW_NODES,
  }));
}
