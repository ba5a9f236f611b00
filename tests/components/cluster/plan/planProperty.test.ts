import fc from "fast-check";
import { expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { addressOf } from "../../../../components/cluster/spec/clusterSpec";
import { place } from "../../../../components/cluster/spec/placement";
import { DECLARED_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import type { Topology } from "../../../../components/cluster/spec/topology";
import { phaseOf, runTogether, type Step } from "../../../../components/cluster/steps/step";
import { freshCluster } from "../../../support/formedCluster";
import {
  copy,
  load,
  loads,
  type SimulatedCluster,
  type SimulatedNode,
} from "../../../support/simulatedCluster";
import { specOf } from "../../../support/specOf";

const SPECS = [specOf([3, 3], 1), specOf([2, 1], 0), specOf([3, 3, 3], 2)];

const SPEC = fc.constantFrom(...SPECS);
/** True if the servers take their directive only at their start. */
const STUBBORN = fc.boolean();

/** What happens to the cluster between two plans. */
type Event =
  /** Of the first batch these steps are done, then the run is killed. */
  | { readonly kind: "work"; readonly done: readonly boolean[] }
  | { readonly kind: "gossip" }
  | { readonly kind: "stop"; readonly node: number }
  /** A server was started, and loads its data; or a replica lost its primary, and copies the data anew. */
  | { readonly kind: "load" | "copy"; readonly node: number }
  /** All transfers end. */
  | { readonly kind: "transferred" }
  /** A replica of that shard is promoted, if it has one. */
  | { readonly kind: "failover"; readonly shard: number }
  /** A client writes, if the cluster serves. */
  | { readonly kind: "write" }
  /** The stack declares another configuration. */
  | { readonly kind: "declare"; readonly value: string }
  /** The stack declares a password. */
  | { readonly kind: "password" }
  /** Somebody edits a configuration file, or sets a directive by hand. */
  | { readonly kind: "edit" | "setByHand"; readonly node: number; readonly value: string }
  /** Somebody removes a file of a node, or edits the record of its host. */
  | { readonly kind: "lose"; readonly node: number; readonly file: LostFile };

type LostFile = "saved" | "pidFile" | "recorded";

const value = fc.constantFrom("1", "2", "3");

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("work" as const),
      done: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "gossip" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stop" as const), node: fc.nat(8) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("load" as const, "copy" as const),
      node: fc.nat(8),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "transferred" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("failover" as const), shard: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "write" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("declare" as const), value }) },
  { weight: 1, arbitrary: fc.constant({ kind: "password" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("edit" as const, "setByHand" as const),
      node: fc.nat(8),
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("lose" as const),
      node: fc.nat(8),
      file: fc.constantFrom<LostFile>("saved", "pidFile", "recorded"),
    }),
  },
);

test("plan() leads to the formed cluster wherever a run was killed, and is empty then", () => {
  fc.assert(
    fc.property(SPEC, STUBBORN, fc.array(event, { maxLength: 40 }), (spec, stubborn, events) => {
      const topology = place(spec);
      const cluster = freshCluster(topology);
      for (const node of cluster.nodes.values()) node.conf.stubborn = stubborn;
      for (const one of events) happen(one, cluster, topology);
      // What does not depend on the transfers comes first.
      for (let round = 0; work(cluster, topology, []); round += 1) {
        expect(round).toBeLessThan(20);
      }
      cluster.move(SIZE);
      for (let round = 0; work(cluster, topology, []); round += 1) {
        expect(round).toBeLessThan(20);
      }
      expect(clusterProblems(topology, cluster.observe())).toEqual([]);
      for (const node of cluster.nodes.values()) {
        expect(node.settings).toEqual(DECLARED_SETTINGS);
        expect(node.recorded).toBe(true);
        expect(node.pidFile).toBe(true);
        const { hasPassword } = cluster;
        expect(node.login).toEqual({ requirepass: hasPassword, masterauth: hasPassword });
        expectConf(node, cluster.declared);
      }
    }),
    { numRuns: 400 },
  );
});

/** The declared configuration is active, or staged where only a restart can activate it. */
function expectConf({ conf }: SimulatedNode, declared: string): void {
  const { active, staged, recorded, runs, pending } = conf;
  expect(recorded).toBe(declared);
  // Somebody may have edited the active one to be the declared one.
  if (pending) expect(active === declared ? [declared, undefined] : [declared]).toContain(staged);
  else
    expect({ active, staged, runs }).toEqual({
      active: declared,
      staged: undefined,
      runs: declared,
    });
}

function happen(one: Event, cluster: SimulatedCluster, topology: Topology): void {
  switch (one.kind) {
    case "work":
      work(cluster, topology, one.done);
      return;
    case "gossip":
      cluster.gossip();
      return;
    case "stop": {
      const node = [...cluster.nodes.values()][one.node];
      if (node !== undefined) {
        node.runs = false;
        node.transfer = undefined;
        node.linkUp = true;
      }
      return;
    }
    case "load":
    case "copy":
      transfer(one, cluster);
      return;
    case "transferred":
      cluster.move(SIZE);
      return;
    case "failover":
      failOver(cluster, one.shard);
      return;
    case "declare":
      cluster.declared = one.value;
      return;
    case "password":
      cluster.hasPassword = true;
      return;
    case "edit":
    case "setByHand": {
      const node = [...cluster.nodes.values()][one.node];
      if (node !== undefined) node.conf[one.kind === "edit" ? "active" : "runs"] = one.value;
      return;
    }
    case "lose": {
      const node = [...cluster.nodes.values()][one.node];
      if (node?.runs) node[one.file] = false;
      return;
    }
    default:
      write(cluster);
  }
}

/** Does the first batch of the plan, or the marked steps of it; false if the plan is empty. */
function work(cluster: SimulatedCluster, topology: Topology, done: readonly boolean[]): boolean {
  const observed = cluster.observe();
  expect(blockers(topology, observed)).toEqual([]);
  const steps = plan(topology, observed);
  expectNoHurryWithKeys(steps, cluster);
  expectOneRecordForEachHost(steps);
  expectPatience(steps, cluster);
  expectNothingPendingActivated(steps, cluster);
  const [first] = steps;
  if (first === undefined) return false;
  const alike = steps.filter((step) => runTogether(step, first));
  for (const [index, step] of alike.entries()) {
    if (done[index] ?? true) cluster.apply(step);
  }
  return true;
}

function expectNoHurryWithKeys(steps: readonly Step[], cluster: SimulatedCluster): void {
  const hasKeys = [...cluster.nodes.values()].some(({ keys, runs }) => runs && keys > 0);
  const hurries = steps.some((step) => step.kind === "setTimeouts" && step.settings === "forming");
  expect(hasKeys && hurries).toBe(false);
}

function expectOneRecordForEachHost(steps: readonly Step[]): void {
  const hosts = steps.flatMap((step) => (step.kind === "record" ? addressOf(step.node) : []));
  expect(hosts).toEqual([...new Set(hosts)]);
}

function expectNothingPendingActivated(steps: readonly Step[], cluster: SimulatedCluster): void {
  const activated = steps.flatMap(({ kind, node }) => (kind === "activateConf" ? [node] : []));
  expect(activated.filter((name) => cluster.node(name).conf.pending)).toEqual([]);
}

/** While a server loads, nothing is done that needs its word, and it is not started again. */
function expectPatience(steps: readonly Step[], cluster: SimulatedCluster): void {
  const loading = [...cluster.nodes.values()].filter(loads);
  for (const { name } of loading) expect(steps.filter(({ node }) => node === name)).toEqual([]);
  const kinds = steps.flatMap((step) =>
    step.kind === "start" || phaseOf(step) === "upkeep" ? [] : step.kind,
  );
  if (loading.length === 0) return;
  expect(kinds).toEqual([]);
  expect(steps.filter(({ kind }) => kind === "activateConf" || kind === "record")).toEqual([]);
}

/** What a server loads or copies. */
const SIZE = 100;

function transfer(
  { kind, node }: Event & { kind: "load" | "copy" },
  cluster: SimulatedCluster,
): void {
  const found = [...cluster.nodes.values()][node];
  if (found === undefined || !found.runs || found.transfer !== undefined) return;
  if (kind === "load") load(found, SIZE);
  else if (found.primary !== undefined) copy(found, SIZE);
}

function failOver(cluster: SimulatedCluster, index: number): void {
  const owners = [...cluster.nodes.values()].filter(({ slots }) => slots.length > 0);
  const old = owners[index];
  const next = [...cluster.nodes.values()].find(
    (node) => node.runs && !loads(node) && old !== undefined && node.primary === old.name,
  );
  if (next !== undefined) cluster.failOver(next.name);
}

function write(cluster: SimulatedCluster): void {
  const nodes = [...cluster.nodes.values()];
  const serves = [...cluster.observe().values()].every(
    (node) => node.answers && node.clusterState === "ok",
  );
  if (!serves) return;
  for (const node of nodes) {
    if (node.slots.length > 0 || node.primary !== undefined) node.keys += 1;
  }
}
