import { nodeName } from "./clusterSpec";
import { membersOf, type Topology } from "./topology";

export interface SinglePointOfFailure {
  readonly kind: "host" | "domain";
  /** The host's address or the domain's name. */
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
    return [{ kind, name, reason: `${primaries} of ${shards.length} primaries run there` }];
  }
  if (whole !== undefined) {
    const reason = `every node of the shard of ${nodeName(whole.primary)} runs there`;
    return [{ kind, name, reason }];
  }
  return [];
}
