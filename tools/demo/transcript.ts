import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import type { Exchange } from "../../components/operations/redis/exchange";
import { NodeConnections } from "../../components/operations/redis/nodeConnections";
import { redirectedPath } from "../../components/operations/redis/redirects";
import { servingShards } from "../../components/operations/redis/servingShards";

/**
 * Sets the key `name` to `tom`, starting at a replica, and reads it back, starting at another primary.
 * Only the demo writes this key. It stays.
 *
 * @throws Error if a node does not answer as a cluster must
 */
export async function setNameToTom(
  nodes: readonly NodeReport[],
  password: string | undefined,
): Promise<Exchange[]> {
  const specs = nodes.map(({ address, port }) => ({ address, port, domain: address }));
  const connections = new NodeConnections(specs, password);
  try {
    const write = { key: "name", value: "tom", expires: false };
    return await redirectedPath(servingShards(nodes), connections, write);
  } finally {
    connections.close();
  }
}
