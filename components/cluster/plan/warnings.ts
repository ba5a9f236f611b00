import { type SinglePointOfFailure, singlePointsOfFailure } from "../spec/singlePointsOfFailure";
import { membersOf, type Topology } from "../spec/topology";

/** The fewest hosts on which no host needs to have half of the primaries. */
const ENOUGH_HOSTS = 3;
/** More warnings than this are told in one. */
const MOST_WARNINGS = 4;

/** Warnings about the cluster as a whole, each without "Warning:" in front. */
export function clusterWarnings(
  topology: Topology,
  { hasPassword }: { readonly hasPassword: boolean },
): string[] {
  const password = "no password is set. Anyone who can reach these ports can read and write.";
  return [...(hasPassword ? [] : [password]), ...singlePointWarnings(topology)];
}

function singlePointWarnings(topology: Topology): string[] {
  const points = singlePointsOfFailure(topology);
  const reasons = [...new Set(points.map(({ kind, reason }) => `${kind}\n${reason}`))];
  if (reasons.length > MOST_WARNINGS) {
    return [
      `losing any of ${nameAll(points)} stops the cluster: each runs half of the primaries or a whole shard.`,
    ];
  }
  const nodes = topology.shards.flatMap(membersOf);
  const isSmall = new Set(nodes.map(({ address }) => address)).size < ENOUGH_HOSTS;
  return reasons.map((key) => {
    const group = points.filter(({ kind, reason }) => `${kind}\n${reason}` === key);
    const cure = isSmall ? " Three hosts would fix this." : "";
    return `losing ${nameAll(group)} stops the cluster: ${group[0]?.reason}.${cure}`;
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
