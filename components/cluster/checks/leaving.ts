import { DECLARE_UNTIL_IT_RUNS } from "../../text/cures/clusterCures";
import type { Topology } from "../spec/topology";
import { isOutOfReach, knownToMembers, leavingNodes } from "../state/leaving";
import { isBusy } from "../state/nodeTransfers";
import type { Observed } from "../state/observed";
import { ownerViews } from "../state/primaries";
import type { Problem } from "./problem";

/** Lists nodes that are no longer declared and cannot leave: they do not answer, and may have what nobody else has. */
export function leavingProblems(topology: Topology, observed: Observed): Problem[] {
  const known = knownToMembers(topology, observed);
  const advice = DECLARE_UNTIL_IT_RUNS;
  return leavingNodes(topology, observed).flatMap((node): Problem[] => {
    const found = observed.get(node);
    if (found === undefined || found.answers || isBusy(found)) return [];
    if (ownerViews(node, observed).length > 0) {
      return [{ node, kind: "is to leave, owns slots, and does not answer", advice }];
    }
    if (found.refused === true) {
      const text = `is to leave, and refuses: ${found.reason}`;
      return [{ node, kind: "is to leave, and refuses", text, advice }];
    }
    return isOutOfReach(found) && known.has(node)
      ? [{ node, kind: "is to leave, and neither it nor its host answers", advice }]
      : [];
  });
}
