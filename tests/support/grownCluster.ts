import { plan } from "../../components/cluster/plan/plan";
import { type ClusterSpec, nodeName, nodesOf } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { memberNames } from "../../components/cluster/spec/topology";
import { SimulatedCluster } from "./simulatedCluster";

/** The example with a fourth shard of two new nodes: 192.168.56.66:7007 is its primary. */
export const FOUR_SHARDS: ClusterSpec = {
  hosts: [
    { address: "192.168.56.65", ports: [7000, 7001, 7002, 7006], domain: "192.168.56.65" },
    { address: "192.168.56.66", ports: [7003, 7004, 7005, 7007], domain: "192.168.56.66" },
  ],
  replicas: 1,
  allowSharedDomain: false,
};

/**
 * The formed cluster of one spec, and the nodes that another one has more: stopped and without files.
 *
 * @param runs true if those have been created and have met nobody
 */
export function grownCluster(
  before: ClusterSpec,
  after: ClusterSpec,
  { runs = false } = {},
): SimulatedCluster {
  const all = [...nodesOf(before.hosts), ...nodesOf(after.hosts)].map(nodeName);
  const cluster = new SimulatedCluster([...new Set(all)]);
  const topology = place(before);
  const members = new Set(memberNames(topology));
  const observed = [...cluster.observe()].filter(([name]) => members.has(name));
  for (const step of plan(topology, new Map(observed))) cluster.apply(step);
  for (const node of cluster.nodes.values()) {
    if (members.has(node.name)) continue;
    node.runs = runs;
    node.wasMember = false;
    node.recorded = false;
    if (!runs) node.disk = { identity: false, data: false, peers: [] };
  }
  return cluster;
}
