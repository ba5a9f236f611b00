import { misinformed } from "../checks/health";
import { memberNames, type Topology } from "../spec/topology";
import { isInService } from "../state/inService";
import type { Observed } from "../state/observed";
import type { Step } from "../steps/step";

/** Announces the nodes of a cluster in service that others see in a former role, or with former slots. */
export function planAnnouncements(topology: Topology, observed: Observed): Step[] {
  if (!isInService(observed)) return [];
  return [...misinformed(memberNames(topology), observed)].map(([node, peers]) => ({
    kind: "announce",
    node,
    peers,
  }));
}
