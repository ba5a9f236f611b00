import { nodeName } from "./clusterSpec";
import { membersOf, type Topology } from "./topology";

/** One host or domain whose loss stops the cluster. */
export interface SinglePointOfFailure {
  readonly kind: "host" | "domain";
  /** The host's address or the domain's name. */
  readonly name: string;
  /** Why: `"it holds 2 of 3 primaries, so no majority is left to promote replicas"`. */
  readonly reason: string;
}

/**
 * Says which single host's or domain's loss would stop the cluster as declared: where half of the
 * primaries or more are lost nobody can vote, and where a whole shard is lost its slots are.
 *
 * @see the cluster specification, "Slave election and promotion": a majority of primaries must vote
 */
export function singlePointsOfFailure(topology: Topology): SinglePointOfFailure[] {
  const members = topology.shards.flatMap(membersOf);
  const hosts = [...new Set(members.map(({ address }) => address))];
  const domains = [...new Set(members.map(({ domain }) => domain))];
  const ofHosts = hosts.flatMap((name) =>
    loss(topology, "host", name, (node) => node.address === name),
  );
  const ofDomains = domains
    .filter((domain) => !hosts.includes(domain))
    .flatMap((name) => loss(topology, "domain", name, (node) => node.domain === name));
  return [...ofHosts, ...ofDomains];
}

type IsLost = (node: Topology["shards"][number]["primary"]) => boolean;

function loss(
  topology: Topology,
  kind: SinglePointOfFailure["kind"],
  name: string,
  isLost: IsLost,
): SinglePointOfFailure[] {
  const { shards } = topology;
  const primaries = shards.filter(({ primary }) => isLost(primary)).length;
  const whole = shards.find((shard) => membersOf(shard).every(isLost));
  if (primaries * 2 >= shards.length) {
    const reason = `it holds ${primaries} of ${shards.length} primaries, so no majority is left to promote replicas`;
    return [{ kind, name, reason }];
  }
  if (whole !== undefined) {
    const reason = `it holds every node of the shard of ${nodeName(whole.primary)}`;
    return [{ kind, name, reason }];
  }
  return [];
}
