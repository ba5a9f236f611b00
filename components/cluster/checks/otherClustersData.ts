import { LEAVE_OTHER_CLUSTER } from "../../text/cures/clusterCures";
import { listNodes } from "../spec/nodeList";
import type { Observed } from "../state/observed";
import { isOtherClusters, undeclaredPeers } from "../state/peers";
import type { Problem } from "./problem";

/**
 * Finds a stopped node whose nodes.conf names undeclared peers: a start would rejoin that cluster. A node
 * that running members know is left alone, because they tell it who the members are.
 */
export function otherClustersData(node: string, observed: Observed): Problem[] {
  const found = observed.get(node);
  if (found === undefined || found.answers || found.refused || found.transfer) return [];
  if (!isOtherClusters(node, observed)) return [];
  const foreign = undeclaredPeers(node, observed);
  const kind = "stopped; its directory belongs to another cluster";
  const text = `${kind}: nodes.conf names ${listNodes(foreign)}`;
  return [{ node, kind, text, advice: LEAVE_OTHER_CLUSTER, role: "cause" }];
}
