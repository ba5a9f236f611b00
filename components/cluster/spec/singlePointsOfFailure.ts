import { nodeName } from "./clusterSpec";
import { membersOf, type Topology } from "./topology";

/** A host or domain whose loss stops the cluster. */
export interface SinglePointOfFailure {
  readonly kind: "host" | "domain";
  readonly name: string;
  /** What would be lost: `"2 of 3 primaries run there"`. */
  readonly reason: string;
}

/**
 * Lists the hosts and domains whose loss alone stops the cluster: without more than half of the
 * primaries no replica can be promoted, and without any node of a shard its slots are not served.
 *
 * @see the cluster specification, "Slave election and promotion": a majority of primaries must vote
 */
export function singlePointsOfFailure(topology: Topology): SinglePointOfFailure[] {
  const members = topology.shards.flatMap(membersOf);
  const hosts = [...new Set(members.map(({ address }) => address))];
  const domains = [...new Set(members.map(({ domain }) => domain))];
  const ofHosts = hosts.flatMap((name) =>
    loss(topology, { kind: "host", name }, (node) => node.address === name),
  );
  const ofDomains = domains
    .filter((domain) => !hosts.includes(domain))
    .flatMap((name) => loss(topology, { kind: "domain", name }, (node) => node.domain === name));
  return [...ofHosts, ...ofDomains];
}

type IsLost = (node: Topology["shards"][number]["primary"]) => boolean;

function loss(
  topology: Topology,
  point: Pick<SinglePointOfFailure, "kind" | "name">,
  isLost: IsLost,
): SinglePointOfFailure[] {
  const { shards } = topology;
  const primaries = shards.filter(({ primary }) => isLost(primary)).length;
  const whole = shards.find((shard) => membersOf(shard).every(isLost));
  if (primaries * 2 >= shards.length) {
    return [{ ...point, reason: `${primaries} of ${shards.length} primaries run there` }];
  }
  if (whole !== undefined) {
    const reason = `every node of the shard of ${nodeName(whole.primary)} runs there`;
    return [{ ...point, reason }];
  }
  return [];
}
