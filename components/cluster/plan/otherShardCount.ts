import { DECLARE_NEW_NODES, KEEP_SHARDS } from "../../text/cures/clusterCures";
import type { Problem } from "../checks/problem";
import type { Topology } from "../spec/topology";
import type { Changes } from "../target/changes";

/** Lists the changes of the number of shards that are not supported: fewer shards, and replicas that are to lead new ones. */
export function otherShardCount(
  { shards }: Topology,
  {
    slotMoves,
    shardsWithSlots,
    founders,
  }: Pick<Changes, "slotMoves" | "shardsWithSlots" | "founders">,
): Problem[] {
  if (slotMoves.length === 0) return [];
  if (shards.length >= shardsWithSlots) {
    return founders.map((node) => ({
      node,
      kind: "replica of a shard, would have to lead a new one",
      advice: DECLARE_NEW_NODES,
    }));
  }
  const slots = slotMoves.reduce((sum, { count }) => sum + count, 0);
  const has = shardsWithSlots === 1 ? "1 shard" : `${shardsWithSlots} shards`;
  return [
    {
      kind: "another number of shards",
      text: `the cluster has ${has}, the configuration makes ${shards.length}: ${slots === 1 ? "1 slot" : `${slots} slots`} would have to move`,
      advice: KEEP_SHARDS,
    },
  ];
}
