import { type ClusterSpec, nodeName, nodesOf } from "../spec/clusterSpec";
import { countSlots, SLOT_COUNT } from "../spec/slots";
import { type CurrentShard, type Layout, membersIn } from "../state/layout";

/**
 * The current shards that stay, `count` at most: those that nodes stay in; of these the ones whose slots have to move
 * least; of several the ones that most of their nodes stay in.
 */
export function keptShards(spec: ClusterSpec, { shards }: Layout, count: number): CurrentShard[] {
  if (shards.length <= count) return [...shards];
  const declared = new Set(nodesOf(spec.hosts).map(nodeName));
  const share = Math.floor(SLOT_COUNT / count);
  const candidates = shards.map((shard) => {
    const slots = countSlots(shard.slots);
    const members = membersIn(shard).filter((name) => declared.has(name));
    return {
      shard,
      /** The slots that need not move if the shard stays. */
      staying: Math.min(slots, share),
      hasMore: slots > share,
      members: Math.min(members.length, spec.replicas + 1),
      isLed: declared.has(shard.primary),
    };
  });
  const ranked = candidates.sort(
    (a, b) =>
      Number(b.members > 0) - Number(a.members > 0) ||
      b.staying - a.staying ||
      b.members - a.members ||
      Number(b.isLed) - Number(a.isLed),
  );
  // So many of the new shares have one slot more.
  const larger = new Set(ranked.filter(({ hasMore }) => hasMore).slice(0, SLOT_COUNT % count));
  const chosen = [...larger, ...ranked.filter((candidate) => !larger.has(candidate))];
  const kept = new Set(chosen.slice(0, count).map(({ shard }) => shard));
  return shards.filter((shard) => kept.has(shard));
}
