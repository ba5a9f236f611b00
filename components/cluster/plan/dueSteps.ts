import { clusterProblems } from "../checks/health";
import { DECLARED_SETTINGS, sameSettings } from "../spec/temporarySettings";
import type { Topology } from "../spec/topology";
import { transfersIn } from "../state/nodeTransfers";
import type { Observed } from "../state/observed";
import { phaseOf, type Step } from "../steps/step";
import { plan } from "./plan";

/** The steps of the plan that may run now; the others wait until the cluster is formed. */
export function dueSteps(topology: Topology, observed: Observed): Step[] {
  const steps = plan(topology, observed);
  const isForming = steps.some((step) => phaseOf(step) === "forming");
  if (isForming || clusterProblems(topology, observed).length === 0) return steps;
  return allowsUpkeep(observed) ? steps.filter((step) => phaseOf(step) === "upkeep") : [];
}

/**
 * True while nodes load or copy their data, which may take hours: what does not depend on it is applied before. Not
 * while the cluster is being formed, where a replica copies an empty server for a moment.
 */
export function allowsUpkeep(observed: Observed): boolean {
  return (
    transfersIn(observed).length > 0 &&
    [...observed.values()].every(
      (node) => !node.answers || sameSettings(node.settings, DECLARED_SETTINGS),
    )
  );
}
