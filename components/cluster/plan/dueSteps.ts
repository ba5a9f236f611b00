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
  const planned = dueNow(plan(topology, observed));
  const held = planned.filter((step) => isHeld(step, topology, observed));
  const heirs = new Set(held.flatMap((step) => (step.kind === "failOver" ? step.to : [])));
  const steps = planned.filter(
    (step) => !held.includes(step) && !(step.kind === "moveSlots" && heirs.has(step.to)),
  );
  const isForming = steps.some((step) => phaseOf(step) === "forming");
  if (isForming || clusterProblems(topology, observed).length === 0) return steps;
  return allowsUpkeep(observed) ? steps.filter((step) => phaseOf(step) === "upkeep") : [];
}

/** Nodes leave when nothing else is left to do. */
function dueNow(steps: readonly Step[]): readonly Step[] {
  const others = steps.filter(({ kind }) => kind !== "forgetLeaving" && kind !== "remove");
  return others.length > 0 ? others : steps;
}

/**
 * True for a replica that must not leave its shard yet: one that is to stay there has no copy of the data, or slots
 * of a shard that ends have not moved yet.
 */
function isHeld(step: Step, topology: Topology, observed: Observed): boolean {
  if (step.kind === "failOver") return !isInSync(step, observed);
  if (step.kind !== "replicate") return false;
  const node = answering(observed, step.node);
  if (node !== undefined && ownsSlots(node.id, observed)) return true;
  const primaryId = primaryIdOf(step.node, observed);
  if (primaryId === undefined) return false;
  const left = topology.shards
    .map((shard) => shardState(shard, observed))
    .find(({ owner }) => answering(observed, owner)?.id === primaryId);
  if (left === undefined) return ownsSlots(primaryId, observed);
  return membersOf(left.shard)
    .map(nodeName)
    .some((name) => {
      const member = answering(observed, name);
      if (member === undefined || name === left.owner) return false;
      const follows = primaryIdOf(name, observed);
      return follows === undefined || (follows === primaryId && !member.linkUp);
    });
}

function isInSync({ node, to }: Step<"failOver">, observed: Observed): boolean {
  const isReplica = primaryIdOf(to, observed) === answering(observed, node)?.id;
  return isReplica && answering(observed, to)?.linkUp === true;
}

function ownsSlots(id: string, observed: Observed): boolean {
  return [...observed.values()].some(
    (node) => node.answers && node.id === id && (myself(node)?.slots.length ?? 0) > 0,
  );
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
