import { clusterProblems, SEEN_DIFFERENTLY } from "../checks/health";
import { groupBy } from "../spec/groupBy";
import type { Topology } from "../spec/topology";
import { isInService } from "../state/inService";
import type { Observed } from "../state/observed";
import type { Step } from "../steps/step";

/** Announces the nodes of a cluster in service that others see in a former role, or with former slots. */
export function planAnnouncements(topology: Topology, observed: Observed): Step[] {
  if (!isInService(observed)) return [];
  const problems = clusterProblems(topology, observed).filter(
    ({ kind }) => kind === SEEN_DIFFERENTLY,
  );
  return [...groupBy(problems, ({ node = "" }) => node)].map(([node, found]) => ({
    kind: "announce",
    node,
    peers: found.flatMap(({ by = [] }) => by),
  }));
}
