import fc from "fast-check";
import { expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { addressOf, type ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import { place } from "../../../../components/cluster/spec/placement";
import { missingSlots } from "../../../../components/cluster/spec/slots";
import { DECLARED_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { phaseOf, runTogether, type Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { freshCluster } from "../../../support/formedCluster";
import { reversed } from "../../../support/layouts";
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
  /** Somebody lists the hosts and ports in another order. */
  | { readonly kind: "reorder" }
  /** Somebody moves the first slots of a shard to another one, or swaps the replicas of two shards. */
  | { readonly kind: "reshard" | "swap"; readonly from: number; readonly to: number }
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
  { weight: 1, arbitrary: fc.constant({ kind: "reorder" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("reshard" as const, "swap" as const),
      from: fc.nat(2),
      to: fc.nat(2),
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
      const cluster = freshCluster(place(spec));
      let declared = spec;
      for (const node of cluster.nodes.values()) node.conf.stubborn = stubborn;
      for (const one of events) {
        if (one.kind === "reorder") declared = reversed(declared);
        else happen(one, cluster, declared);
      }
      const wasServing = servesAll(cluster) && allHavePlaces(cluster);
      const before = shapeOf(cluster);
      // What does not depend on the transfers comes first.
      for (let round = 0; work(cluster, declared, []); round += 1) {
        expect(round).toBeLessThan(20);
      }
      cluster.move(SIZE);
      for (let round = 0; work(cluster, declared, []); round += 1) {
        expect(round).toBeLessThan(20);
      }
      if (wasServing) expect(shapeOf(cluster)).toEqual(before);
      const { topology, changes } = targetOf(declared, cluster.observe());
      expect(clusterProblems(topology, cluster.observe())).toEqual([]);
      expect(changes).toMatchObject({ joining: [], reparented: [], slotMoves: [] });
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

/** The nodes of each shard, and its slots. */
function shapeOf(cluster: SimulatedCluster): unknown {
  return [...cluster.nodes.values()]
    .filter(({ slots }) => slots.length > 0)
    .map(({ name, slots }) => {
      const replicas = [...cluster.nodes.values()].filter(({ primary }) => primary === name);
      return { slots, nodes: [name, ...replicas.map((replica) => replica.name)].sort() };
    })
    .sort((a, b) => (a.slots[0]?.start ?? 0) - (b.slots[0]?.start ?? 0));
}

function servesAll(cluster: SimulatedCluster): boolean {
  return [...cluster.observe().values()].every(
    (node) => node.answers && node.clusterState === "ok",
  );
}

function allHavePlaces(cluster: SimulatedCluster): boolean {
  return [...cluster.nodes.values()].every(
    ({ slots, primary }) => slots.length > 0 || primary !== undefined,
  );
}

function happen(
  one: Exclude<Event, { readonly kind: "reorder" }>,
  cluster: SimulatedCluster,
  spec: ClusterSpec,
): void {
  switch (one.kind) {
    case "work":
      work(cluster, spec, one.done);
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
    case "reshard":
      reshard(cluster, one);
      return;
    case "swap":
      swap(cluster, one);
      return;
    default:
      write(cluster);
  }
}

/** Does the first batch of the plan, or the marked steps of it; false if the plan is empty. */
function work(cluster: SimulatedCluster, spec: ClusterSpec, done: readonly boolean[]): boolean {
  const observed = cluster.observe();
  const { topology } = targetOf(spec, observed);
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

interface Two {
  readonly from: number;
  readonly to: number;
}

/** The owners of slots of two shards, if the cluster serves. */
function ownersOf(cluster: SimulatedCluster, { from, to }: Two): SimulatedNode[] {
  if (!servesAll(cluster) || from === to) return [];
  const owners = [...cluster.nodes.values()].filter(({ slots }) => slots.length > 0);
  return [owners[from], owners[to]].flatMap((owner) => owner ?? []);
}

function reshard(cluster: SimulatedCluster, two: Two): void {
  const [source, target] = ownersOf(cluster, two);
  const first = source?.slots[0];
  if (source === undefined || target === undefined || first === undefined) return;
  const moved = { start: first.start, end: first.start + 9 };
  if (moved.end >= first.end) return;
  source.slots = missingSlots(source.slots, [moved]);
  target.slots = [...target.slots, moved].sort((a, b) => a.start - b.start);
}

/** Only where the replicas are still outside of their primary's domain. */
function swap(cluster: SimulatedCluster, two: Two): void {
  const owners = ownersOf(cluster, two);
  const replicas = owners.flatMap(
    ({ name }) => [...cluster.nodes.values()].find(({ primary }) => primary === name) ?? [],
  );
  const [a, b] = owners;
  const [ofA, ofB] = replicas;
  if (a === undefined || b === undefined || ofA === undefined || ofB === undefined) return;
  if (!isApart(ofB, a) || !isApart(ofA, b)) return;
  ofA.primary = b.name;
  ofB.primary = a.name;
}

function isApart(a: SimulatedNode, b: SimulatedNode): boolean {
  return addressOf(a.name) !== addressOf(b.name);
}

function write(cluster: SimulatedCluster): void {
  const nodes = [...cluster.nodes.values()];
  if (!servesAll(cluster)) return;
  for (const node of nodes) {
    if (node.slots.length > 0 || node.primary !== undefined) node.keys += 1;
  }
}
