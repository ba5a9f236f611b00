import fc from "fast-check";
import { expect } from "vitest";
import { blockers } from "../../components/cluster/checks/blockers";
import { clusterProblems } from "../../components/cluster/checks/health";
import { dueSteps } from "../../components/cluster/plan/dueSteps";
import { rejectionsOf } from "../../components/cluster/plan/rejections";
import { type ClusterSpec, nodeName, nodesOf } from "../../components/cluster/spec/clusterSpec";
import { countSlots, mergeSlots, slotsIn } from "../../components/cluster/spec/slots";
import { noHostFacts } from "../../components/cluster/state/hostFacts";
import { runningPeers } from "../../components/cluster/state/peers";
import { runTogether, type Step } from "../../components/cluster/steps/step";
import { targetOf } from "../../components/cluster/target/targetOf";
import { copy, type SimulatedCluster } from "./simulatedCluster";

/** What happens to a growing cluster between two batches of steps. */
export type GrowthEvent =
  /** Of the first batch these steps are done, then the run is killed. */
  | { readonly kind: "work"; readonly done: readonly boolean[] }
  /** The resource of a new node creates it. */
  | { readonly kind: "create"; readonly node: number }
  | { readonly kind: "gossip" }
  | { readonly kind: "copied" }
  | { readonly kind: "failover"; readonly node: number };

export const growthEvent: fc.Arbitrary<GrowthEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("work" as const),
      done: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create" as const), node: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "gossip" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "copied" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("failover" as const), node: fc.nat(11) }) },
);

const SIZE = 100;

/** How many slots the nodes own together. */
export function countOwned(cluster: SimulatedCluster): number {
  return countSlots([...cluster.nodes.values()].flatMap(({ slots }) => slots));
}

export function happen(one: GrowthEvent, cluster: SimulatedCluster, spec: ClusterSpec): void {
  switch (one.kind) {
    case "work":
      work(cluster, spec, one.done);
      return;
    case "create": {
      const name = namesIn(spec)[one.node];
      if (name !== undefined) create(name, cluster);
      return;
    }
    case "gossip":
      cluster.gossip();
      return;
    case "copied":
      cluster.move(SIZE);
      return;
    default: {
      const node = [...cluster.nodes.values()][one.node];
      if (node?.primary !== undefined && node.linkUp) cluster.failOver(node.name);
    }
  }
}

function namesIn(spec: ClusterSpec): string[] {
  return nodesOf(spec.hosts).map(nodeName);
}

function create(name: string, cluster: SimulatedCluster): void {
  const node = cluster.node(name);
  if (node.runs) return;
  node.runs = true;
  node.disk = { identity: true, data: true, peers: [] };
}

/** Does the first batch of the due steps, or the marked ones of it; false if none is due. */
function work(
  cluster: SimulatedCluster,
  spec: ClusterSpec,
  done: readonly boolean[] = [],
): boolean {
  const observed = cluster.observe();
  const { topology, changes } = targetOf(spec, observed);
  // Converge runs once all nodes are created.
  if (namesIn(spec).some((name) => observed.get(name)?.answers !== true)) return false;
  expect(blockers(topology, observed)).toEqual([]);
  const members = runningPeers(observed);
  const facts = noHostFacts("/root/conf");
  const given = { facts, adopt: undefined, changes, members, toCreate: [], lost: [] };
  expect(rejectionsOf(topology, observed, given)).toEqual([]);
  const [first, ...others] = dueSteps(topology, observed);
  if (first === undefined) return clusterProblems(topology, observed).length > 0;
  for (const [index, step] of [first, ...others.filter((s) => runTogether(s, first))].entries()) {
    if (done[index] === false) {
      if (step.kind === "moveSlots")
        breakOff(step, cluster, done.filter((isDone) => isDone).length);
      continue;
    }
    cluster.apply(step);
    if (step.kind === "replicate") copy(cluster.node(step.node), SIZE);
  }
  return true;
}

/** Moves some of the slots of a step and leaves the next one open. */
function breakOff(step: Step<"moveSlots">, cluster: SimulatedCluster, count: number): void {
  const slots = slotsIn(step.slots);
  const moved = slots.slice(0, count).map((slot) => ({ start: slot, end: slot }));
  if (moved.length > 0) cluster.apply({ ...step, slots: mergeSlots(moved) });
  const next = slots[count];
  if (next !== undefined) cluster.open(next, step.node, step.to);
}

/** Creates the nodes that are missing, and runs until nothing is due, or for some batches of steps. */
export function finish(
  cluster: SimulatedCluster,
  spec: ClusterSpec,
  rounds = Number.POSITIVE_INFINITY,
): void {
  for (const name of namesIn(spec)) create(name, cluster);
  for (let round = 0; round < rounds && work(cluster, spec); round += 1) {
    expect(round).toBeLessThan(60);
    cluster.move(SIZE);
  }
}
