import fc from "fast-check";
import { expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { dueSteps } from "../../../../components/cluster/plan/dueSteps";
import { plan } from "../../../../components/cluster/plan/plan";
import { rejectionsOf } from "../../../../components/cluster/plan/rejections";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import { runningPeers } from "../../../../components/cluster/state/peers";
import { runTogether } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { grownCluster } from "../../../support/grownCluster";
import { copy, type SimulatedCluster } from "../../../support/simulatedCluster";
import { specOf } from "../../../support/specOf";

/** Specs with the same number of shards, before and after. */
const GROWTHS = [
  [specOf([3, 3], 1), specOf([3, 3, 3], 2)],
  [specOf([2, 1], 0), specOf([2, 1, 3], 1)],
  [specOf([3, 3], 1), specOf([5, 4], 2)],
  [specOf([3, 3, 3], 2), specOf([4, 4, 4], 3)],
] as const;

/** What happens between two batches of steps. */
type Event =
  /** Of the first batch these steps are done, then the run is killed. */
  | { readonly kind: "work"; readonly done: readonly boolean[] }
  /** The resource of a new node creates it. */
  | { readonly kind: "create"; readonly node: number }
  | { readonly kind: "gossip" }
  | { readonly kind: "copied" }
  | { readonly kind: "failover"; readonly node: number };

const event: fc.Arbitrary<Event> = fc.oneof(
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

test("new replicas join wherever a run was killed: no slot moves, and no node leaves its shard", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GROWTHS),
      fc.boolean(),
      fc.array(event, { maxLength: 30 }),
      ([before, after], hasKeys, events) => {
        const cluster = grownCluster(before, after);
        for (const node of cluster.nodes.values()) if (hasKeys && node.runs) node.keys = 7;
        const shards = shardsOf(cluster);
        for (const one of events) happen(one, cluster, after);
        for (const node of cluster.nodes.values()) create(node.name, cluster);
        for (let round = 0; work(cluster, after); round += 1) {
          expect(round).toBeLessThan(40);
          cluster.move(SIZE);
        }
        const { topology, changes } = targetOf(after, cluster.observe());
        expect(plan(topology, cluster.observe())).toEqual([]);
        expect(clusterProblems(topology, cluster.observe())).toEqual([]);
        expect(changes).toMatchObject({ joining: [], leaving: [], reparented: [], slotMoves: [] });
        for (const { slots, nodes } of shardsOf(cluster)) {
          const old = shards.find((shard) => shard.slots === slots)?.nodes ?? [];
          expect(old).not.toEqual([]);
          expect(nodes).toEqual(expect.arrayContaining(old));
          expect(nodes).toHaveLength(after.replicas + 1);
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** The nodes of each shard by its slots. */
function shardsOf(cluster: SimulatedCluster): { slots: string; nodes: string[] }[] {
  const all = [...cluster.nodes.values()];
  return all
    .filter(({ slots }) => slots.length > 0)
    .map(({ name, slots }) => ({
      slots: JSON.stringify(slots),
      nodes: [name, ...all.filter(({ primary }) => primary === name).map((one) => one.name)],
    }));
}

function happen(one: Event, cluster: SimulatedCluster, spec: ClusterSpec): void {
  switch (one.kind) {
    case "work":
      work(cluster, spec, one.done);
      return;
    case "create": {
      const node = [...cluster.nodes.values()][one.node];
      if (node !== undefined) create(node.name, cluster);
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
  if ([...observed.values()].some(({ answers }) => !answers)) return false;
  expect(blockers(topology, observed)).toEqual([]);
  const members = runningPeers(observed);
  const facts = noHostFacts("/root/conf");
  const given = { facts, adopt: undefined, changes, members, toCreate: [], lost: [] };
  expect(rejectionsOf(topology, observed, given)).toEqual([]);
  const [first, ...others] = dueSteps(topology, observed);
  if (first === undefined) return clusterProblems(topology, observed).length > 0;
  for (const [index, step] of [first, ...others.filter((s) => runTogether(s, first))].entries()) {
    if (done[index] === false) continue;
    cluster.apply(step);
    if (step.kind === "replicate") copy(cluster.node(step.node), SIZE);
  }
  return true;
}
