import { spreadPrimaries, USE_THREE_HOSTS } from "../../text/cures/clusterCures";
import { type NodeSpec, nodeName } from "../spec/clusterSpec";
import { groupBy } from "../spec/groupBy";
import { type SinglePointOfFailure, singlePointsOfFailure } from "../spec/singlePointsOfFailure";
import { membersOf, type Topology } from "../spec/topology";
import type { Assessment } from "./assess";

/** The fewest hosts on which no host needs to have half of the primaries. */
const ENOUGH_HOSTS = 3;
const MOST_WARNINGS = 4;

type Judged = Pick<Assessment, "topology" | "declared" | "resize">;

/** Warnings about the cluster as a whole, each without "Warning:" in front. */
export function clusterWarnings(
  assessment: Judged & Pick<Assessment, "exists">,
  { isOpen }: { readonly isOpen: boolean },
): string[] {
  const { exists, topology, resize } = assessment;
  const password = "no password is set. Anyone who can reach these ports can read and write.";
  // Hosts are cheap to change until the cluster or its new shards exist, a password is not.
  const isDecision = !exists || (resize !== undefined && resize.founded.length > 0);
  const points = isDecision ? singlePointWarnings(topology, exists) : failoverWarnings(assessment);
  return [...(isOpen ? [password] : []), ...points];
}

/** The losses that would stop the cluster, if they are more than with the declared primaries. */
function failoverWarnings({ topology, declared, resize }: Judged): string[] {
  const points = singlePointsOfFailure(topology);
  const usual = singlePointsOfFailure(declared).map(({ kind, name }) => `${kind} ${name}`);
  if (points.length <= usual.length) return [];
  const when = resize === undefined ? "" : "after this change ";
  return points
    .filter(({ kind, name }) => !usual.includes(`${kind} ${name}`))
    .map((point) => {
      const spread = spreadPrimaries(replicasToPromote(point, topology, declared));
      return `${when}losing ${nameAll([point])} would stop the cluster: ${point.reason}. ${spread}`;
    });
}

/**
 * The replicas to which as many primaries have to move from a host or domain: on the hosts with the fewest primaries,
 * and of those the members that would be primaries in a new cluster.
 */
function replicasToPromote(
  point: SinglePointOfFailure,
  { shards }: Topology,
  declared: Topology,
): NodeSpec[] {
  const isThere = ({ address, domain }: NodeSpec) =>
    point.name === (point.kind === "host" ? address : domain);
  const there = shards.filter(({ primary }) => isThere(primary));
  const most = Math.ceil(shards.length / 2) - 1;
  const placed = new Set(declared.shards.map(({ primary }) => nodeName(primary)));
  const primaries = new Map<string, number>();
  const add = ({ address }: NodeSpec) => primaries.set(address, (primaries.get(address) ?? 0) + 1);
  for (const { primary } of shards) add(primary);
  const rank = (node: NodeSpec) =>
    2 * (primaries.get(node.address) ?? 0) + (placed.has(nodeName(node)) ? 0 : 1);
  const heirs: NodeSpec[] = [];
  for (const { replicas } of there) {
    const others = replicas.filter((replica) => !isThere(replica));
    const [heir] = others.sort((a, b) => rank(a) - rank(b));
    if (heir === undefined || heirs.length >= there.length - most) continue;
    add(heir);
    heirs.push(heir);
  }
  return heirs;
}

function singlePointWarnings(topology: Topology, exists: boolean): string[] {
  const when = exists ? "after this change " : "";
  const points = singlePointsOfFailure(topology);
  const groups = [...groupBy(points, ({ kind, reason }) => `${kind} ${reason}`).values()];
  if (groups.length > MOST_WARNINGS) {
    return [
      `${when}losing any of ${nameAll(points)} stops the cluster: each runs half of the primaries or a whole shard.`,
    ];
  }
  const hosts = new Set(topology.shards.flatMap(membersOf).map(({ address }) => address));
  const hasReplicas = topology.shards.every(({ replicas }) => replicas.length > 0);
  return groups.map((group) => {
    const isCurable = group[0].kind === "host" && hosts.size < ENOUGH_HOSTS && hasReplicas;
    const cure = isCurable ? ` ${USE_THREE_HOSTS}` : "";
    return `${when}losing ${nameAll(group)} stops the cluster: ${group[0].reason}.${cure}`;
  });
}

/** `"host A"`, `"host A or B"`, `"100 hosts (A, B, C, ...)"`. */
function nameAll(points: readonly SinglePointOfFailure[]): string {
  const names = points.map(({ name }) => name);
  const kind = points[0]?.kind;
  return names.length > MOST_WARNINGS
    ? `${names.length} ${kind}s (${names.slice(0, 3).join(", ")}, ...)`
    : `${kind} ${names.join(" or ")}`;
}
