import { type ClusterSpec, nodesOf } from "../../components/cluster/spec/clusterSpec";

/**
 * True if the nodes can be placed with every replica outside of its primary's domain: tries all ways,
 * a shard at a time. It ignores the number of primaries.
 */
export function hasPlacement({ hosts, replicas }: ClusterSpec): boolean {
  const nodes = nodesOf(hosts);
  const domains = [...new Set(nodes.map(({ domain }) => domain))];
  const free = domains.map((name) => nodes.filter(({ domain }) => domain === name).length);
  const dead = new Set<string>();
  return fill(free, replicas, dead);
}

/** True if all `free` nodes, given by their number in each domain, fit into shards. */
function fill(free: readonly number[], replicas: number, dead: Set<string>): boolean {
  if (free.every((count) => count === 0)) return true;
  const key = free.join();
  if (dead.has(key)) return false;
  for (const [domain, count] of free.entries()) {
    if (count === 0) continue;
    const rest = free.with(domain, count - 1);
    const ways = choices(rest.with(domain, 0), replicas);
    if (ways.some((taken) => fill(minus(rest, taken), replicas, dead))) return true;
  }
  dead.add(key);
  return false;
}

/** All ways to take `count` nodes of `free`, as a number for each domain. */
function choices(free: readonly number[], count: number): number[][] {
  const [first, ...others] = free;
  if (first === undefined) return count === 0 ? [[]] : [];
  return Array.from({ length: Math.min(first, count) + 1 }, (_, taken) =>
    choices(others, count - taken).map((rest) => [taken, ...rest]),
  ).flat();
}

function minus(free: readonly number[], taken: readonly number[]): number[] {
  return free.map((count, domain) => count - (taken[domain] ?? 0));
}
