import { failBack, USE_THREE_HOSTS } from "../../text/cures/clusterCures";
import { type NodeSpec, nodeName } from "../spec/clusterSpec";
import { groupBy } from "../spec/groupBy";
import { type SinglePointOfFailure, singlePointsOfFailure } from "../spec/singlePointsOfFailure";
import { membersOf, type Topology } from "../spec/topology";
import type { Assessment } from "./assess";

/** The fewest hosts on which no host needs to have half of the primaries. */
const ENOUGH_HOSTS = 3;
const MOST_WARNINGS = 4;

/** Warnings about the cluster as a whole, each without "Warning:" in front. */
export function clusterWarnings(
  { exists, topology, declared }: Pick<Assessment, "exists" | "topology" | "declared">,
  { isOpen }: { readonly isOpen: boolean },
): string[] {
  const password = "no password is set. Anyone who can reach these ports can read and write.";
  // Hosts are cheap to change until the cluster exists, a password is not.
  const points = exists ? failoverWarnings(topology, declared) : singlePointWarnings(topology);
  return [...(isOpen ? [password] : []), ...points];
}

/** The losses that would stop the cluster, if they are more than with the declared primaries. */
function failoverWarnings(topology: Topology, declared: Topology): string[] {
  const points = singlePointsOfFailure(topology);
  const usual = singlePointsOfFailure(declared).map(({ kind, name }) => `${kind} ${name}`);
  if (points.length <= usual.length) return [];
  return points
    .filter(({ kind, name }) => !usual.includes(`${kind} ${name}`))
    .map((point) => {
      const moved = movedTo(point, topology, declared);
      return `losing ${nameAll([point])} would now stop the cluster: ${point.reason}, after failovers. ${failBack(moved)}`;
    });
}

/** The members that would be primaries in a new cluster, of as many shards as have to move from a host or domain. */
function movedTo(
  point: SinglePointOfFailure,
  { shards }: Topology,
  declared: Topology,
): NodeSpec[] {
  const isThere = ({ address, domain }: NodeSpec) =>
    point.name === (point.kind === "host" ? address : domain);
  const there = shards.filter(({ primary }) => isThere(primary));
  const most = Math.ceil(shards.length / 2) - 1;
  const placed = new Set(declared.shards.map(({ primary }) => nodeName(primary)));
  return there
    .flatMap(({ replicas }) => replicas.find((node) => placed.has(nodeName(node))) ?? [])
    .filter((replica) => !isThere(replica))
    .slice(0, there.length - most);
}

function singlePointWarnings(topology: Topology): string[] {
  const points = singlePointsOfFailure(topology);
  const groups = [...groupBy(points, ({ kind, reason }) => `${kind} ${reason}`).values()];
  if (groups.length > MOST_WARNINGS) {
    return [
      `losing any of ${nameAll(points)} stops the cluster: each runs half of the primaries or a whole shard.`,
    ];
  }
  const hosts = new Set(topology.shards.flatMap(membersOf).map(({ address }) => address));
  const hasReplicas = topology.shards.every(({ replicas }) => replicas.length > 0);
  return groups.map((group) => {
    const isCurable = group[0].kind === "host" && hosts.size < ENOUGH_HOSTS && hasReplicas;
    const cure = isCurable ? ` ${USE_THREE_HOSTS}` : "";
    return `losing ${nameAll(group)} stops the cluster: ${group[0].reason}.${cure}`;
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
