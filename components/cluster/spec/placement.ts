import { type ClusterSpec, type HostSpec, type NodeSpec, nodeName, nodesOf } from "./clusterSpec";
import { slotShare } from "./slots";
import type { Shard, Topology } from "./topology";

/** The fewest primaries that can outvote a lost one. @see the cluster specification, "Fault tolerance" */
const FEWEST_PRIMARIES = 3;

/** A shard whose replicas are still being chosen. */
interface DraftShard extends Shard {
  readonly replicas: NodeSpec[];
}

/**
 * Decides which node is which: primaries spread over the domains and hosts, and each replica in
 * another domain than its primary. The same spec always gives the same topology, and where a
 * placement exists it is found.
 *
 * @throws RangeError when there are fewer than 3 primaries, when the nodes do not divide into
 * shards, or when a replica would have to share its primary's domain and the spec does not allow it.
 */
export function place(spec: ClusterSpec): Topology {
  const nodes = interleave(spec.hosts);
  const primaryCount = countPrimaries(nodes.length, spec.replicas);
  const mustBeApart = spec.replicas > 0 && !isCrowded(spec, primaryCount);
  if (spec.replicas > 0 && !mustBeApart && !spec.allowSharedDomain) {
    throw new RangeError(sharedDomainText(spec, primaryCount));
  }
  const primaries = choosePrimaries(nodes, primaryCount, spec.replicas, mustBeApart);
  const shards: DraftShard[] = primaries.map((primary, index) => ({
    slots: slotShare(index, primaryCount),
    primary,
    replicas: [],
  }));
  const free = nodes.filter((node) => !primaries.includes(node));
  for (let round = 0; round < spec.replicas; round += 1) {
    for (const shard of shards) {
      const chosen = chooseReplica(shard, shards, free, spec.replicas, mustBeApart);
      shard.replicas.push(chosen);
      free.splice(free.indexOf(chosen), 1);
    }
  }
  return { shards };
}

function countPrimaries(nodeCount: number, replicas: number): number {
  const primaries = nodeCount / (replicas + 1);
  if (!Number.isInteger(primaries)) {
    throw new RangeError(
      `Cannot divide the nodes into shards as each shard has 1 primary and ${replicas} replicas: ` +
        `${nodeCount} nodes given, ${replicas + 1} needed for each shard`,
    );
  }
  if (primaries < FEWEST_PRIMARIES) {
    throw new RangeError(
      `Cannot make a cluster of ${primaries} primaries as ${FEWEST_PRIMARIES} are needed to outvote ` +
        `a lost one: ${nodeCount} nodes given, ${FEWEST_PRIMARIES * (replicas + 1)} needed with ${replicas} replicas each`,
    );
  }
  return primaries;
}

function countBy(nodes: readonly NodeSpec[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { domain } of nodes) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return counts;
}

/**
 * How many primaries a domain may hold so that its other nodes still find shards elsewhere: with
 * n nodes and p primaries in it, its n - p replicas must fit the (primaryCount - p) shards outside.
 */
function primaryCap(nodesInDomain: number, primaryCount: number, replicas: number): number {
  const spare = replicas * primaryCount - nodesInDomain;
  if (spare < 0) return -1;
  return replicas === 1
    ? nodesInDomain
    : Math.min(nodesInDomain, Math.floor(spare / (replicas - 1)));
}

/** Whether no placement can keep every replica out of its primary's domain. */
function isCrowded(spec: ClusterSpec, primaryCount: number): boolean {
  const caps = [...countBy(nodesOf(spec.hosts)).values()].map((count) =>
    primaryCap(count, primaryCount, spec.replicas),
  );
  return caps.some((cap) => cap < 0) || caps.reduce((sum, cap) => sum + cap, 0) < primaryCount;
}

function choosePrimaries(
  nodes: readonly NodeSpec[],
  primaryCount: number,
  replicas: number,
  mustBeApart: boolean,
): NodeSpec[] {
  const inDomain = countBy(nodes);
  const chosenIn = new Map<string, number>();
  const chosen: NodeSpec[] = [];
  for (const node of nodes) {
    if (chosen.length === primaryCount) break;
    const cap = primaryCap(inDomain.get(node.domain) ?? 0, primaryCount, replicas);
    const taken = chosenIn.get(node.domain) ?? 0;
    if (mustBeApart && taken >= cap) continue;
    chosenIn.set(node.domain, taken + 1);
    chosen.push(node);
  }
  return chosen;
}

/** The best free node for `shard` that leaves every other shard a choice. */
function chooseReplica(
  shard: DraftShard,
  shards: readonly DraftShard[],
  free: readonly NodeSpec[],
  replicas: number,
  mustBeApart: boolean,
): NodeSpec {
  const domains = new Set(
    [...countBy(free).keys()].filter(
      (domain) =>
        domain !== shard.primary.domain && leavesAChoice(domain, shard, shards, free, replicas),
    ),
  );
  const allowed = mustBeApart ? free.filter(({ domain }) => domains.has(domain)) : free;
  const [best] = [...allowed].sort((a, b) => closeness(a, shard) - closeness(b, shard));
  if (best === undefined) {
    throw new Error(`Cannot place a replica of ${nodeName(shard.primary)} as no node is left`);
  }
  return best;
}

/** How much a loss that takes `node` would take of `shard` too; 0 is best. */
function closeness(node: NodeSpec, shard: DraftShard): number {
  const rest = shard.replicas;
  return (
    (node.address === shard.primary.address ? 8 : 0) +
    (node.domain === shard.primary.domain ? 4 : 0) +
    (rest.some(({ address }) => address === node.address) ? 2 : 0) +
    (rest.some(({ domain }) => domain === node.domain) ? 1 : 0)
  );
}

/** Hall's condition: after a node of `taken` went to `shard`, no domain has more free nodes than others need. */
function leavesAChoice(
  taken: string,
  shard: DraftShard,
  shards: readonly DraftShard[],
  free: readonly NodeSpec[],
  replicas: number,
): boolean {
  const neededIn = new Map<string, number>();
  let needed = 0;
  for (const other of shards) {
    const open = replicas - other.replicas.length - (other === shard ? 1 : 0);
    needed += open;
    neededIn.set(other.primary.domain, (neededIn.get(other.primary.domain) ?? 0) + open);
  }
  return [...countBy(free)].every(
    ([domain, count]) => count - (domain === taken ? 1 : 0) <= needed - (neededIn.get(domain) ?? 0),
  );
}

function sharedDomainText(spec: ClusterSpec, primaryCount: number): string {
  const counts = [...countBy(nodesOf(spec.hosts))];
  const largest = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return (
    `Cannot place ${spec.replicas} replicas of each of ${primaryCount} primaries as none may share its ` +
    `primary's domain: domain "${largest[0]}" has ${largest[1]} of ${nodesOf(spec.hosts).length} nodes; ` +
    `spread the nodes over more domains, or set allowSharedDomain to true`
  );
}

/**
 * Lists all nodes so that neighbours are far apart: one of each domain in turn, and within a domain
 * one of each host in turn. For the hosts A (7000, 7001) and B (7003, 7004): 7000, 7003, 7001, 7004.
 */
export function interleave(hosts: readonly HostSpec[]): NodeSpec[] {
  const domains = [...new Set(hosts.map(({ domain }) => domain))];
  return takeTurns(
    domains.map((domain) =>
      takeTurns(hosts.filter((host) => host.domain === domain).map((host) => nodesOf([host]))),
    ),
  );
}

function takeTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}
