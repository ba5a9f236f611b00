import { KEEP_SHARDS } from "../../text/cures/clusterCures";
import type { Problem } from "../checks/problem";
import type { Topology } from "../spec/topology";
import type { Changes } from "../target/changes";

/** Says how many slots would have to move to make fewer shards. */
export function otherShardCount(
  { shards }: Topology,
  { slotMoves, shardsWithSlots }: Pick<Changes, "slotMoves" | "shardsWithSlots">,
): Problem[] {
  if (slotMoves.length === 0 || shards.length >= shardsWithSlots) return [];
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
