import { type ClusterSpec, type NodeSpec, nodesOf } from "./clusterSpec";
import type { Shard } from "./topology";

export interface Draft {
  readonly shards: readonly DraftShard[];
  readonly free: NodeSpec[];
  readonly replicas: number;
  /** True if every replica is kept out of its primary's domain. */
  readonly keepApart: boolean;
}

export interface DraftShard extends Shard {
  readonly replicas: NodeSpec[];
}

export function countByDomain(nodes: readonly NodeSpec[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { domain } of nodes) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return counts;
}

/**
 * Of n nodes with p primaries in a domain, the n - p replicas must fit the (primaryCount - p) shards outside.
 * Negative if not even its replicas alone fit.
 */
export function mostPrimaries(
  nodesInDomain: number,
  { primaryCount, replicas }: { readonly primaryCount: number; readonly replicas: number },
): number {
  const spare = replicas * primaryCount - nodesInDomain;
  if (spare < 0) return -1;
  return replicas === 1
    ? nodesInDomain
    : Math.min(nodesInDomain, Math.floor(spare / (replicas - 1)));
}

/** True if no placement can keep every replica out of its primary's domain. */
export function isCrowded({ hosts, replicas }: ClusterSpec, primaryCount: number): boolean {
  const caps = [...countByDomain(nodesOf(hosts)).values()].map((count) =>
    mostPrimaries(count, { primaryCount, replicas }),
  );
  return caps.some((cap) => cap < 0) || caps.reduce((sum, cap) => sum + cap, 0) < primaryCount;
}

/** Hall's condition: no domain may keep more free nodes than the primaries outside of it need. */
export function safeDomains(shard: DraftShard, { shards, free, replicas }: Draft): Set<string> {
  const neededIn = new Map<string, number>();
  let needed = 0;
  for (const other of shards) {
    const open = replicas - other.replicas.length - (other === shard ? 1 : 0);
    needed += open;
    neededIn.set(other.primary.domain, (neededIn.get(other.primary.domain) ?? 0) + open);
  }
  const excess = [...countByDomain(free)].map(([domain, count]) => ({
    domain,
    nodes: count - needed + (neededIn.get(domain) ?? 0),
  }));
  const full = excess.filter(({ nodes }) => nodes > 0);
  const isSafe = (taken: string) =>
    full.every(({ domain, nodes }) => domain === taken && nodes === 1);
  const domains = excess.map(({ domain }) => domain);
  return new Set(domains.filter((domain) => domain !== shard.primary.domain && isSafe(domain)));
}
