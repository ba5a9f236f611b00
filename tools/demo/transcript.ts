import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import { nodeName } from "../../components/cluster/spec/clusterSpec";
import type { SlotRange } from "../../components/cluster/spec/slots";
import type { Exchange } from "../../components/operations/redis/exchange";
import { NodeConnections } from "../../components/operations/redis/nodeConnections";
import { redirectedPath, type ServingShard } from "../../components/operations/redis/redirects";

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

function servingShards(nodes: readonly NodeReport[]): ServingShard[] {
  return nodes
    .filter(({ role }) => role === "primary")
    .map((primary) => ({
      slots: rangeOf(primary.slots),
      owner: nodeName(primary),
      replicas: nodes.filter((node) => node.primary === nodeName(primary)).map(nodeName),
    }));
}

function rangeOf(slots: string): SlotRange {
  const [start = 0, end = start] = slots.split("-").map(Number);
  return { start, end };
}
