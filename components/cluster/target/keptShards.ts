import { type ClusterSpec, nodeName, nodesOf } from "../spec/clusterSpec";
import { countSlots, SLOT_COUNT } from "../spec/slots";
import { type CurrentShard, type Layout, membersIn } from "../state/layout";

/**
 * The current shards that stay, `count` at most: those whose slots have to move least, which a slot more or less does
 * not decide; of several the ones that most of their nodes stay in.
 */
export function keptShards(spec: ClusterSpec, { shards }: Layout, count: number): CurrentShard[] {
  if (shards.length <= count) return [...shards];
  const declared = new Set(nodesOf(spec.hosts).map(nodeName));
  const share = Math.floor(SLOT_COUNT / count);
  const counts = shards.map(({ slots }) => countSlots(slots));
  const isEven = Math.max(...counts) - Math.min(...counts) <= 1;
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
      (isEven ? 0 : b.staying - a.staying) ||
      b.members - a.members ||
      Number(b.isLed) - Number(a.isLed),
  );
  // So many of the new shares have one slot more.
  const larger = new Set(ranked.filter(({ hasMore }) => hasMore).slice(0, SLOT_COUNT % count));
  const chosen = [...larger, ...ranked.filter((candidate) => !larger.has(candidate))];
  const kept = new Set(chosen.slice(0, count).map(({ shard }) => shard));
  return shards.filter((shard) => kept.has(shard));
}
