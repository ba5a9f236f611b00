import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import type { Exchange } from "../../components/operations/redis/exchange";
import { NodeConnections } from "../../components/operations/redis/nodeConnections";
import { redirectedPath } from "../../components/operations/redis/redirects";
import { servingShards } from "../../components/operations/redis/servingShards";

/**
 * Sets `name` to `tom` as the example does, by way of a replica, and reads it back: the demo alone
 * writes this key, and it stays.
 */
export async function setNameToTom(nodes: readonly NodeReport[]): Promise<Exchange[]> {
  const specs = nodes.map(({ address, port }) => ({ address, port, domain: address }));
  const connections = new NodeConnections(specs, undefined);
  try {
    const write = { key: "name", value: "tom", expires: false };
    return await redirectedPath(servingShards(nodes), connections, write);
  } finally {
    connections.close();
  }
}
