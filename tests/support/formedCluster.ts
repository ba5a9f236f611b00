import { plan } from "../../components/cluster/plan/plan";
import { nodeName } from "../../components/cluster/spec/clusterSpec";
import { membersOf, type Topology } from "../../components/cluster/spec/topology";
import { SimulatedCluster } from "./simulatedCluster";

/** Nodes right after their first start, one for each node of `topology`. */
export function freshCluster(topology: Topology): SimulatedCluster {
  return new SimulatedCluster(topology.shards.flatMap(membersOf).map(nodeName));
}

/** The cluster after the first `count` steps of its first plan, all of them when not given. */
export function formedCluster(topology: Topology, count?: number): SimulatedCluster {
  const cluster = freshCluster(topology);
  for (const step of plan(topology, cluster.observe()).slice(0, count)) cluster.apply(step);
  return cluster;
}
