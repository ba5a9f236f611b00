import { formatBytes } from "../../text/amount";
import { raiseMaxmemory } from "../../text/cures/clusterCures";
import type { Problem } from "../checks/problem";
import { nodeName } from "../spec/clusterSpec";
import { commonSlots, countSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { type AnsweringNode, myself, type Observed, runningNodes } from "../state/observed";
import { answering } from "../state/shardState";
import type { Changes } from "../target/changes";

/** So much more than is needed that the next keys fit too. */
const ROOM = 1.25;

/**
 * Lists why the data would not fit where slots move to: a shard gets more than its servers' maxmemory, where they would
 * not evict keys, or the nodes of a host get more than the host has. Each slot of a primary counts the same.
 * @param declared the limit of the configuration in bytes, 0 for none; that of the servers if it sets none
 */
export function memoryNeeds(
  { shards }: Topology,
  observed: Observed,
  {
    changes: { slotMoves, shardsWithSlots },
    declared,
  }: {
    readonly changes: Pick<Changes, "slotMoves" | "shardsWithSlots">;
    readonly declared: number | undefined;
  },
): Problem[] {
  if (slotMoves.length === 0) return [];
  const needs = shards.map((shard) => ({ shard, bytes: bytesIn(shard, observed) }));
  const limited = needs.flatMap(({ shard, bytes }) => {
    const limit = declared ?? limitOf(shard, observed);
    return limit > 0 && bytes > limit ? [{ bytes, limit }] : [];
  });
  const [worst] = limited.sort((a, b) => b.bytes - a.bytes);
  if (worst === undefined) return hostNeeds(needs, observed);
  const used = runningNodes(observed)
    .filter((node) => (myself(node)?.slots.length ?? 0) > 0)
    .reduce((sum, { usedBytes = 0 }) => sum + usedBytes, 0);
  const now = `${formatBytes(used)} of memory in ${shardsWithSlots} shards`;
  const then = `about ${formatBytes(worst.bytes)} in each of ${shards.length}, where maxmemory is ${formatBytes(worst.limit)}`;
  return [
    {
      kind: "the shards cannot hold the data",
      text: `${shards.length} shards cannot hold the data: ${now}, then ${then}`,
      advice: raiseMaxmemory(Math.ceil((ROOM * worst.bytes) / 1024 ** 2), shardsWithSlots),
    },
  ];
}

/** The memory of a primary with the slots of a shard, in bytes. */
function bytesIn(shard: Shard, observed: Observed): number {
  const nodes = runningNodes(observed);
  const data = nodes.map((node) => {
    const slots = myself(node)?.slots ?? [];
    const total = countSlots(slots);
    return total === 0
      ? 0
      : ((node.dataBytes ?? 0) * countSlots(commonSlots(slots, shard.slots))) / total;
  });
  const members = membersOf(shard).flatMap((node) => answering(observed, nodeName(node)) ?? []);
  const besides = members.map(({ usedBytes = 0, dataBytes = usedBytes }) => usedBytes - dataBytes);
  return Math.max(0, ...besides) + data.reduce((sum, bytes) => sum + bytes, 0);
}

/** The lowest maxmemory of the servers that evict no keys; infinite if none has a limit. */
function limitOf(shard: Shard, observed: Observed): number {
  const limits = membersOf(shard).map((node) => limitAt(answering(observed, nodeName(node))));
  return Math.min(...limits.filter((limit) => limit > 0), Number.POSITIVE_INFINITY);
}

function limitAt(node: AnsweringNode | undefined): number {
  const evicts = !["noeviction", undefined].includes(node?.directives?.get("maxmemory-policy"));
  return evicts ? 0 : Number(node?.directives?.get("maxmemory") ?? 0);
}

function hostNeeds(
  needs: readonly { readonly shard: Shard; readonly bytes: number }[],
  observed: Observed,
): Problem[] {
  const hosts = new Map<string, { needed: number; has: number }>();
  for (const { shard, bytes } of needs) {
    for (const node of membersOf(shard)) {
      const { needed = 0, has = 0 } = hosts.get(node.address) ?? {};
      const { hostBytes = 0 } = answering(observed, nodeName(node)) ?? {};
      hosts.set(node.address, { needed: needed + bytes, has: Math.max(has, hostBytes) });
    }
  }
  return [...hosts].flatMap(([host, { needed, has }]): Problem[] => {
    if (has === 0 || needed <= has) return [];
    const text = `${host}: its nodes would need about ${formatBytes(needed)}, and the host has ${formatBytes(has)}`;
    return [{ kind: "a host cannot hold the data", text }];
  });
}
