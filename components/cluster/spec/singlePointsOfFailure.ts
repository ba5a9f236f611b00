import { nodeName } from "./clusterSpec";
import { membersOf, type Topology } from "./topology";

export interface SinglePointOfFailure {
  readonly kind: "host" | "domain";
  readonly name: string;
  /** What would be lost: `"2 of 3 primaries run there"`. */
  readonly reason: string;
}

/** A promotion needs a majority of primaries. @see the specification, "Slave election and promotion" */
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
