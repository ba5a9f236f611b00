import { place } from "../../components/cluster/spec/placement";
import type { Topology } from "../../components/cluster/spec/topology";

/** A topology of that even number of nodes on two hosts, each primary with one replica. Every port is different. */
export function topologyOf(nodes: number): Topology {
  const hosts = [0, 1].map((host) => ({
    address: `10.0.0.${host + 1}`,
    ports: Array.from({ length: nodes / 2 }, (_, index) => 7000 + 500 * host + index),
    domain: `${host}`,
  }));
  return place({ hosts, replicas: 1, allowSharedDomain: false });
}
