import fc from "fast-check";
import { expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { place } from "../../../../components/cluster/spec/placement";
import { runTogether } from "../../../../components/cluster/steps/step";
import { formedCluster } from "../../../support/formedCluster";
import type { SimulatedCluster, SimulatedNode } from "../../../support/simulatedCluster";
import { specOf } from "../../../support/specOf";

const SPECS = [specOf([3, 3], 1), specOf([3, 3, 3], 2)];

const EVENTS = [
  "stop",
  "loseIdentity",
  "loseData",
  "damage",
  "reset",
  "removeDirectory",
  "failover",
  "work",
] as const;

/** What happens to a node; "work" is some of the steps of the first batch. */
type Event = {
  readonly kind: (typeof EVENTS)[number];
  readonly node: number;
  readonly done: readonly boolean[];
};

const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(...EVENTS),
  node: fc.nat(8),
  done: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
});

const KEYS = 100;

// The simulated cluster throws where a node that another one knows or follows would start empty, where an ID is
// forgotten that owns slots or answers, and where a server with a directory is stopped.
test("wherever a plan is made, it loses no key, and it ends in the formed cluster", () => {
  let repaired = 0;
  fc.assert(
    fc.property(fc.constantFrom(...SPECS), fc.array(event, { maxLength: 6 }), (spec, events) => {
      const topology = place(spec);
      const cluster = formedCluster(topology);
      for (const node of cluster.nodes.values()) node.keys = KEYS;
      const work = (done: readonly boolean[]) => workOn(cluster, topology, done);
      for (const one of events) {
        if (one.kind === "work") work(one.done);
        else happen(one, cluster);
      }
      const before = served(cluster);
      for (let round = 0; work([]); round += 1) expect(round).toBeLessThan(25);
      expect(served(cluster)).toBeGreaterThanOrEqual(before);
      if (blockers(topology, cluster.observe()).length > 0) return;
      expect(clusterProblems(topology, cluster.observe())).toEqual([]);
      expect(served(cluster)).toBe(KEYS * topology.shards.length);
      repaired += 1;
    }),
    { numRuns: 500 },
  );
  // Most of them can be repaired, so that this tests something.
  expect(repaired).toBeGreaterThan(150);
});

/** The keys that primaries with slots have, running or not. */
function served(cluster: SimulatedCluster): number {
  return [...cluster.nodes.values()]
    .filter(({ slots }) => slots.length > 0)
    .reduce((sum, { keys }) => sum + keys, 0);
}

/** Does the marked steps of the first batch; false if there is none, or nothing may be done. */
function workOn(
  cluster: SimulatedCluster,
  topology: ReturnType<typeof place>,
  done: readonly boolean[],
): boolean {
  const observed = cluster.observe();
  if (blockers(topology, observed).length > 0) return false;
  const steps = plan(topology, observed);
  const [first] = steps;
  if (first === undefined) return false;
  const batch = steps.filter((step) => runTogether(step, first));
  for (const [index, step] of batch.entries()) if (done[index] ?? true) cluster.apply(step);
  return true;
}

function happen({ kind, node: index }: Event, cluster: SimulatedCluster): void {
  const node = [...cluster.nodes.values()][index];
  if (node === undefined || !node.runs) return;
  const isCopied = copiesOf(node, cluster) > 0;
  switch (kind) {
    case "stop":
      node.runs = false;
      return;
    case "loseData":
    case "damage":
      node.runs = false;
      node.disk = { ...node.disk, data: false, ...(kind === "damage" ? { damaged: true } : {}) };
      return;
    case "loseIdentity":
      cluster.loseIdentity(node.name);
      return;
    case "reset":
      // A server with slots and keys does not accept it.
      if (node.slots.length === 0) cluster.reset(node.name);
      return;
    case "removeDirectory":
      node.directoryRemoved = true;
      return;
    case "failover":
      if (isCopied && node.slots.length === 0 && node.primary !== undefined) promote(node, cluster);
      return;
    default:
  }
}

function promote(node: SimulatedNode, cluster: SimulatedCluster): void {
  const old = cluster.node(node.primary ?? "");
  if (old.slots.length > 0) cluster.failOver(node.name);
}

/** How many other running nodes have its keys. */
function copiesOf(node: SimulatedNode, cluster: SimulatedCluster): number {
  return [...cluster.nodes.values()].filter(
    (other) => other.runs && (other.name === node.primary || other.primary === node.name),
  ).length;
}
