import { nodeName } from "../spec/clusterSpec";
import { type SinglePointOfFailure, singlePointsOfFailure } from "../spec/singlePointsOfFailure";
import { formatSlots } from "../spec/slots";
import { membersOf, type Topology } from "../spec/topology";
import type { ConfState } from "../state/confState";
import { type AnsweringNode, myself, type Observed } from "../state/observed";
import { answering, currentTopology, shardState } from "../state/shardState";

export interface NodeReport {
  readonly address: string;
  readonly port: number;
  readonly id: string;
  readonly role: "primary" | "replica";
  /** The name of its primary, `"192.168.56.65:7000"`, for a replica. */
  readonly primary?: string;
  /** `"0-5460"`, empty for a replica. */
  readonly slots: string;
}

/** What converge prints: the current state of the cluster, in the order of the shards. */
export interface ClusterReport {
  readonly nodes: readonly NodeReport[];
  readonly server: "redis" | "valkey";
  /** The versions of the servers: `"7.0.15"`, or `"7.0.15, 8.0.6"` if they differ. */
  readonly version: string;
  /** The directives that are pending a restart, each with the names of the nodes that need it. */
  readonly pending: Readonly<Record<string, readonly string[]>>;
  /** What servers accepted and do not use, each sentence with the names of its nodes; none if undefined. */
  readonly ignored?: Readonly<Record<string, readonly string[]>>;
  readonly singlePointsOfFailure: readonly SinglePointOfFailure[];
}

export function reportCluster(topology: Topology, observed: Observed): ClusterReport {
  const found = topology.shards.flatMap((shard) =>
    membersOf(shard).flatMap((member) => {
      const node = answering(observed, nodeName(member));
      const primary = shardState(shard, observed).owner;
      return node === undefined ? [] : [{ node, report: reportNode(member, node, primary) }];
    }),
  );
  const ignored = nodesBy(observed, (conf) => conf.ignored ?? []);
  const versions = [...new Set(found.map(({ node }) => node.version))].sort();
  return {
    nodes: found.map(({ report }) => report),
    server: found[0]?.node.server ?? "redis",
    version: versions.join(", "),
    pending: nodesBy(observed, ({ pending }) => pending),
    ...(Object.keys(ignored).length === 0 ? {} : { ignored }),
    singlePointsOfFailure: singlePointsOfFailure(currentTopology(topology, observed)),
  };
}

/** The names of the nodes by each text that `of` returns for their configuration, in the order of the texts. */
function nodesBy(
  observed: Observed,
  of: (conf: ConfState) => readonly string[],
): Record<string, string[]> {
  const nodes = [...observed].map(([name, node]) => ({
    name,
    texts: node.answers && node.conf !== undefined ? of(node.conf) : [],
  }));
  const texts = [...new Set(nodes.flatMap((node) => node.texts))].sort();
  return Object.fromEntries(
    texts.map((text) => [
      text,
      nodes.filter((node) => node.texts.includes(text)).map(({ name }) => name),
    ]),
  );
}

function reportNode(
  { address, port }: { address: string; port: number },
  node: AnsweringNode,
  primary: string,
): NodeReport {
  const own = myself(node);
  const role = own?.role ?? "primary";
  return {
    address,
    port,
    id: node.id,
    role,
    ...(role === "replica" ? { primary } : {}),
    slots: formatSlots(own?.slots ?? []),
  };
}
