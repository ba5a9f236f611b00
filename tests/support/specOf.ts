import type { ClusterSpec } from "../../components/cluster/spec/clusterSpec";

/** A cluster with so many nodes on each of its hosts, which have different ports. */
export function specOf(counts: readonly number[], replicas: number): ClusterSpec {
  const hosts = counts.map((count, index) => ({
    address: `10.0.0.${index + 1}`,
    ports: Array.from({ length: count }, (_, port) => 7000 + 10 * index + port),
    domain: `${index}`,
  }));
  return { hosts, replicas, allowSharedDomain: false };
}
