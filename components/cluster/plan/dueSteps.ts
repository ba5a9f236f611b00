import { clusterProblems } from "../checks/health";
import { nodeName } from "../spec/clusterSpec";
import { DECLARED_SETTINGS, sameSettings } from "../spec/temporarySettings";
import { membersOf, type Topology } from "../spec/topology";
import { transfersIn } from "../state/nodeTransfers";
import { myself, type Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";
import { phaseOf, type Step } from "../steps/step";
import { plan } from "./plan";

/** The steps of the plan that may run now; the others wait until the cluster is formed. */
export function dueSteps(topology: Topology, observed: Observed): Step[] {
  const steps = plan(topology, observed).filter((step) => !isHeld(step, topology, observed));
  const isForming = steps.some((step) => phaseOf(step) === "forming");
  if (isForming || clusterProblems(topology, observed).length === 0) return steps;
  return allowsUpkeep(observed) ? steps.filter((step) => phaseOf(step) === "upkeep") : [];
}

/** True for a replica that must not leave its shard yet: one that is to stay there has no copy of the data. */
function isHeld(step: Step, topology: Topology, observed: Observed): boolean {
  if (step.kind !== "replicate") return false;
  const primaryId = primaryIdOf(step.node, observed);
  if (primaryId === undefined) return false;
  const left = topology.shards
    .map((shard) => shardState(shard, observed))
    .find(({ owner }) => answering(observed, owner)?.id === primaryId);
  if (left === undefined) return false;
  return membersOf(left.shard)
    .map(nodeName)
    .some((name) => {
      const member = answering(observed, name);
      if (member === undefined || name === left.owner) return false;
      const follows = primaryIdOf(name, observed);
      return follows === undefined || (follows === primaryId && !member.linkUp);
    });
}

function primaryIdOf(name: string, observed: Observed): string | undefined {
  const node = answering(observed, name);
  return node === undefined ? undefined : myself(node)?.primaryId;
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
