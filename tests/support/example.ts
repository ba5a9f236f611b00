import type { ClusterSpec } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import type { Topology } from "../../components/cluster/spec/topology";

/** The example: three nodes on each of two hosts. */
export const EXAMPLE: ClusterSpec = {
  hosts: [
    { address: "192.168.56.65", ports: [7000, 7001, 7002], domain: "192.168.56.65" },
    { address: "192.168.56.66", ports: [7003, 7004, 7005], domain: "192.168.56.66" },
  ],
  replicas: 1,
  allowSharedDomain: false,
};

/** 7000 <- 7004, 7003 <- 7002, 7001 <- 7005. */
export const EXAMPLE_TOPOLOGY: Topology = place(EXAMPLE);

/** The name of a node of the example: `at(7003)` is `"192.168.56.66:7003"`. */
export function at(port: number): string {
  return `192.168.56.${port < 7003 ? 65 : 66}:${port}`;
}
