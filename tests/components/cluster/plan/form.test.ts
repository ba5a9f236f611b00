import { expect, test } from "vitest";
import { planForming } from "../../../../components/cluster/plan/form";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import type { Step } from "../../../../components/cluster/steps/step";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { midTakeover } from "../../../support/midTakeover";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

/** The nodes in the order of the plan: by shard, the declared primary first. */
const ORDER = [7000, 7004, 7003, 7002, 7001, 7005].map(at);
const LAST = at(7005);
const FULL = formingOf(freshCluster(EXAMPLE_TOPOLOGY));

const setAll = (settings: "forming" | "declared"): Step[] =>
  ORDER.map((node) => ({ kind: "setTimeouts", node, settings }));

function formingOf(cluster: SimulatedCluster): Step[] {
  return planForming(EXAMPLE_TOPOLOGY, cluster.observe());
}

test("planForming() of fresh nodes is epochs, slots, meetings and replicas between temporary settings", () => {
  expect([...new Set(FULL.map(({ kind }) => kind))]).toEqual([
    "setTimeouts",
    "setEpoch",
    "assignSlots",
    "meet",
    "replicate",
  ]);
  expect(FULL.slice(0, 6)).toEqual(setAll("forming"));
  expect(FULL.slice(-6)).toEqual(setAll("declared"));
});

test("planForming() plans forming settings again if only some were restored", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY, 12);
  cluster.apply({ kind: "setTimeouts", node: at(7003), settings: "declared" });
  expect(formingOf(cluster)).toEqual([
    { kind: "setTimeouts", node: at(7003), settings: "forming" },
    ...FULL.slice(12),
  ]);
});

test("planForming() meets only the pairs that have not met on both sides", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).knows.delete(at(7005));
  const [meeting] = formingOf(cluster).filter(({ kind }) => kind === "meet");
  expect(meeting).toEqual({ kind: "meet", node: at(7003), peers: [at(7005)] });
  cluster.node(at(7003)).knows.add(at(7005));
  cluster.node(LAST).knows.delete(at(7000));
  expect(formingOf(cluster).filter(({ kind }) => kind === "meet")).toEqual([
    { kind: "meet", node: at(7000), peers: [LAST] },
  ]);
});

test("planForming() makes the old primary a replica of the promoted one", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.failOver(at(7004));
  cluster.node(at(7000)).primary = undefined;
  const replicate = { kind: "replicate", node: at(7000), primary: at(7004) };
  expect(formingOf(cluster)).toEqual([replicate]);
});

test("planForming() restores a setting that was left behind", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7002)).settings = FORMING_SETTINGS;
  expect(formingOf(cluster)).toEqual([
    { kind: "setTimeouts", node: at(7002), settings: "declared" },
  ]);
});

test("planForming() assigns a lost slot to the owner of the others", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.failOver(at(7004));
  cluster.node(at(7004)).slots = [
    { start: 0, end: 99 },
    { start: 101, end: 5460 },
  ];
  expect(formingOf(cluster).filter(({ kind }) => kind === "assignSlots")).toEqual([
    { kind: "assignSlots", node: at(7004), slots: [{ start: 100, end: 100 }] },
  ]);
});

test("planForming() has no forming settings while a node has keys, and restores leftovers first", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).keys = 1;
  cluster.node(at(7005)).primary = undefined;
  cluster.node(at(7005)).settings = FORMING_SETTINGS;
  expect(formingOf(cluster)).toEqual([
    { kind: "setTimeouts", node: at(7005), settings: "declared" },
    { kind: "replicate", node: at(7005), primary: at(7001) },
  ]);
});

test("planForming() sets no epoch on a node that has one or has met others", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7002)).epoch = 0;
  expect(formingOf(cluster)).toEqual([]);
});

test("planForming() assigns no slots that a node knows as another's: a replica took them over a moment ago", () => {
  const { early } = midTakeover(at(7000), at(7004));
  expect(planForming(EXAMPLE_TOPOLOGY, early)).toEqual([]);
});

test("planForming() assigns the slots that nobody owns again, and only them", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).slots = [{ start: 5461, end: 10000 }];
  expect(formingOf(cluster).filter(({ kind }) => kind === "assignSlots")).toEqual([
    { kind: "assignSlots", node: at(7003), slots: [{ start: 10001, end: 10922 }] },
  ]);
});
