import { SPREAD_OVER_DOMAINS, useMultipleOf, useNodesOrMore } from "../../text/cures/configCures";
import { type ClusterSpec, type HostSpec, type NodeSpec, nodeName, nodesOf } from "./clusterSpec";
import {
  countByDomain,
  type Draft,
  type DraftShard,
  isCrowded,
  mostPrimaries,
  safeDomains,
} from "./domains";
import { slotShare } from "./slots";
import type { Topology } from "./topology";

/** The fewest primaries that can outvote a lost one. @see the cluster specification, "Fault tolerance" */
const FEWEST_PRIMARIES = 3;

/**
 * Decides the role of each node; the same spec always gives the same topology.
 *
 * @throws RangeError if there are fewer than 3 primaries, if the nodes do not divide into shards, or
 * if a replica would have to share its primary's domain and the spec does not allow it.
 */
export function place(spec: ClusterSpec): Topology {
  const { replicas } = spec;
  const nodes = interleave(spec.hosts);
  const primaryCount = countPrimaries(nodes.length, replicas);
  const keepApart = replicas > 0 && !isCrowded(spec, primaryCount);
  if (replicas > 0 && !keepApart && !spec.allowSharedDomain) {
    throw new RangeError(sharedDomainText(spec));
  }
  const primaries = choosePrimaries(nodes, { primaryCount, replicas, keepApart });
  const shards = primaries.map((primary, index) => ({
    slots: [slotShare(index, primaryCount)],
    primary,
    replicas: [],
  }));
  const free = nodes.filter((node) => !primaries.includes(node));
  addReplicas({ shards, free, replicas, keepApart });
  return { shards };
}

function countPrimaries(nodeCount: number, replicas: number): number {
  const primaries = nodeCount / (replicas + 1);
  const perPrimary = replicas === 1 ? "1 replica" : `${replicas} replicas`;
  if (!Number.isInteger(primaries)) {
    throw new RangeError(
      `${nodeCount} nodes do not divide into shards of 1 primary and ${perPrimary}. ${useMultipleOf(replicas + 1)}`,
    );
  }
  if (primaries < FEWEST_PRIMARIES) {
    throw new RangeError(
      `${nodeCount} nodes make ${primaries === 1 ? "1 primary" : `${primaries} primaries`} with ${perPrimary} each, ` +
        `and a cluster needs ${FEWEST_PRIMARIES} to outvote a lost one. ${useNodesOrMore(FEWEST_PRIMARIES * (replicas + 1))}`,
    );
  }
  return primaries;
}

function choosePrimaries(
  nodes: readonly NodeSpec[],
  options: {
    readonly primaryCount: number;
    readonly replicas: number;
    readonly keepApart: boolean;
  },
): NodeSpec[] {
  const inDomain = countByDomain(nodes);
  const chosenIn = new Map<string, number>();
  const chosen: NodeSpec[] = [];
  for (const node of nodes) {
    if (chosen.length === options.primaryCount) break;
    const cap = mostPrimaries(inDomain.get(node.domain) ?? 0, options);
    const taken = chosenIn.get(node.domain) ?? 0;
    if (options.keepApart && taken >= cap) continue;
    chosenIn.set(node.domain, taken + 1);
    chosen.push(node);
  }
  return chosen;
}

/** Gives every shard one replica a round, so that early shards do not take all good nodes. */
function addReplicas(draft: Draft): void {
  for (let round = 0; round < draft.replicas; round += 1) {
    for (const shard of draft.shards) {
      const chosen = chooseReplica(shard, draft);
      shard.replicas.push(chosen);
      draft.free.splice(draft.free.indexOf(chosen), 1);
    }
  }
}

/** The best free node for `shard` that leaves every other shard a choice. */
function chooseReplica(shard: DraftShard, draft: Draft): NodeSpec {
  const domains = draft.keepApart ? safeDomains(shard, draft) : undefined;
  const allowed = draft.free.filter(({ domain }) => domains?.has(domain) ?? true);
  const [best] = [...allowed].sort((a, b) => closeness(a, shard) - closeness(b, shard));
  if (best === undefined) {
    throw new Error(`Cannot place a replica of ${nodeName(shard.primary)}: no node is left`);
  }
  return best;
}

/** How much of `shard` would be lost together with `node`; 0 is best. */
export function closeness(
  node: NodeSpec,
  shard: { readonly primary: NodeSpec | undefined; readonly replicas: readonly NodeSpec[] },
): number {
  const rest = shard.replicas;
  return (
    (node.address === shard.primary?.address ? 8 : 0) +
    (node.domain === shard.primary?.domain ? 4 : 0) +
    (rest.some(({ address }) => address === node.address) ? 2 : 0) +
    (rest.some(({ domain }) => domain === node.domain) ? 1 : 0)
  );
}

function sharedDomainText({ hosts }: ClusterSpec): string {
  const nodes = nodesOf(hosts);
  const [name, count] = [...countByDomain(nodes)].reduce((a, b) => (b[1] > a[1] ? b : a));
  return (
    `replicas would share their primary's domain: domain "${name}" has ${count} of ${nodes.length} nodes. ` +
    SPREAD_OVER_DOMAINS
  );
}

/** Puts neighbours far apart: for the hosts A (7000, 7001) and B (7003, 7004): 7000, 7003, 7001, 7004. */
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
