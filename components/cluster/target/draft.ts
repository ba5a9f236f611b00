import { type ClusterSpec, type NodeSpec, nodeName } from "../spec/clusterSpec";
import { countByDomain, mostPrimaries } from "../spec/domains";
import { membersOf, type Topology } from "../spec/topology";
import { type CurrentShard, membersIn } from "../state/layout";

/** A shard of the target in the making. */
export interface Group {
  /** The current shard that it continues; undefined for a new one. */
  readonly current: CurrentShard | undefined;
  /** The declared nodes of that shard. */
  readonly members: readonly NodeSpec[];
  /** The owner of its slots, if that is declared. */
  readonly owner: NodeSpec | undefined;
  /** The node from whose domain all others stay away; it can be the primary. */
  anchor: NodeSpec | undefined;
  readonly others: NodeSpec[];
}

export interface Draft {
  /** The groups of the kept shards, then those of new ones. */
  readonly groups: readonly Group[];
  /** All declared nodes, in the order of hosts and ports. */
  readonly nodes: readonly NodeSpec[];
  readonly replicas: number;
  /** True if no replica may share its primary's domain. */
  readonly keepApart: boolean;
  /** The most anchors in a domain with which all other nodes still find a group. */
  readonly capOf: (domain: string) => number;
  /** How many of `others` the placement of the whole spec would put into one shard with `node`. */
  readonly mates: (node: NodeSpec, others: readonly NodeSpec[]) => number;
}

/** @param reference the placement of the spec as if no cluster existed; it decides between equal choices */
export function draftOf(
  spec: ClusterSpec,
  { kept, reference }: { readonly kept: readonly CurrentShard[]; readonly reference: Topology },
): Draft {
  const { replicas, allowSharedDomain } = spec;
  const placed = reference.shards.flatMap((shard, index) =>
    membersOf(shard).map((node) => ({ node, index })),
  );
  const byName = new Map(placed.map(({ node }) => [nodeName(node), node]));
  const referenceOf = new Map(placed.map(({ node, index }) => [node, index]));
  const nodes = spec.hosts.flatMap(({ address, ports }) =>
    ports.flatMap((port) => byName.get(nodeName({ address, port })) ?? []),
  );
  const primaryCount = reference.shards.length;
  const keepApart = replicas > 0 && !allowSharedDomain;
  const inDomain = countByDomain(nodes);
  return {
    groups: reference.shards.map((_, index) => groupOf(kept[index], byName)),
    nodes,
    replicas,
    keepApart,
    capOf: (domain) =>
      keepApart
        ? mostPrimaries(inDomain.get(domain) ?? 0, { primaryCount, replicas })
        : primaryCount,
    mates: (node, others) =>
      others.filter((other) => other !== node && referenceOf.get(other) === referenceOf.get(node))
        .length,
  };
}

function groupOf(current: CurrentShard | undefined, byName: ReadonlyMap<string, NodeSpec>): Group {
  const names = current === undefined ? [] : membersIn(current);
  return {
    current,
    members: names.flatMap((name) => byName.get(name) ?? []),
    owner: byName.get(current?.primary ?? ""),
    anchor: undefined,
    others: [],
  };
}

/** Counts how many of the nodes share the domain of `node`, itself not counted. */
export function sharing(node: NodeSpec, nodes: readonly NodeSpec[]): number {
  return nodes.filter((other) => other !== node && other.domain === node.domain).length;
}
