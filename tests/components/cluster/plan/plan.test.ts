import { describe, expect, test } from "vitest";
import { plan } from "../../../../components/cluster/plan/plan";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { Step } from "../../../../components/cluster/steps/step";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

/** The nodes in the order of the plan: by shard, the declared primary first. */
const ORDER = [7000, 7004, 7003, 7002, 7001, 7005].map(at);

const setAll = (settings: "forming" | "declared"): Step[] =>
  ORDER.map((node) => ({ kind: "setTimeouts", node, settings }));

const EPOCHS: Step[] = [7004, 7002, 7005, 7000, 7003, 7001].map((port, index) => ({
  kind: "setEpoch",
  node: at(port),
  epoch: index + 1,
}));

const SLOTS: Step[] = [
  { kind: "assignSlots", node: at(7000), slots: [{ start: 0, end: 5460 }] },
  { kind: "assignSlots", node: at(7003), slots: [{ start: 5461, end: 10922 }] },
  { kind: "assignSlots", node: at(7001), slots: [{ start: 10923, end: 16383 }] },
];

const MEETINGS: Step[] = ORDER.slice(0, -1).map((node, index) => ({
  kind: "meet",
  node,
  peers: ORDER.slice(index + 1),
}));

const REPLICAS: Step[] = [
  { kind: "replicate", node: at(7004), primary: at(7000) },
  { kind: "replicate", node: at(7002), primary: at(7003) },
  { kind: "replicate", node: at(7005), primary: at(7001) },
];

/** One for each host, by its last node in the order. */
const RECORDS: Step[] = [7001, 7005].map((port) => ({ kind: "record", node: at(port) }));

function planOf(cluster: SimulatedCluster): Step[] {
  return plan(EXAMPLE_TOPOLOGY, cluster.observe());
}

describe("plan() of a fresh cluster", () => {
  const full = [
    ...setAll("forming"),
    ...EPOCHS,
    ...SLOTS,
    ...MEETINGS,
    ...REPLICAS,
    ...setAll("declared"),
    ...RECORDS,
  ];

  test("is the whole recipe in order", () => {
    expect(planOf(freshCluster(EXAMPLE_TOPOLOGY))).toEqual(full);
  });

  test("is empty once it was carried out", () => {
    expect(planOf(formedCluster(EXAMPLE_TOPOLOGY))).toEqual([]);
  });

  test.each([
    ["the forming settings", 6],
    ["the epochs", 12],
    ["the slots", 15],
    ["the meetings", 20],
    ["all but the last replica", 22],
  ])("continues after %s, without what is done", (_, count) => {
    expect(planOf(formedCluster(EXAMPLE_TOPOLOGY, count))).toEqual(full.slice(count));
  });

  test("continues after the replicas with the temporary settings", () => {
    expect(planOf(formedCluster(EXAMPLE_TOPOLOGY, 23))).toEqual([
      ...setAll("declared"),
      ...RECORDS,
    ]);
    expect(planOf(formedCluster(EXAMPLE_TOPOLOGY, 25))).toEqual([
      ...setAll("declared").slice(2),
      ...RECORDS,
    ]);
    expect(planOf(formedCluster(EXAMPLE_TOPOLOGY, 30))).toEqual(RECORDS.slice(1));
  });
});

describe("plan() of a formed cluster", () => {
  test("is empty after a failover, though another member is the primary", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.failOver(at(7004));
    expect(planOf(cluster)).toEqual([]);
  });

  test("writes the record of a host once, though it names none of its nodes", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const port of [7000, 7002]) cluster.node(at(port)).recorded = false;
    expect(planOf(cluster)).toEqual([{ kind: "record", node: at(7002) }]);
  });

  test("writes a missing nodes.conf, a missing PID file and a missing record, in this order", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7005)).recorded = false;
    for (const port of [7003, 7001]) cluster.node(at(port)).pidFile = false;
    cluster.node(at(7002)).saved = false;
    expect(planOf(cluster)).toEqual([
      { kind: "saveNodesConf", node: at(7002) },
      { kind: "writePidFile", node: at(7003) },
      { kind: "writePidFile", node: at(7001) },
      { kind: "record", node: at(7005) },
    ]);
  });

  test("sets a new password for replication on all nodes before the first one requires it", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.hasPassword = true;
    const members = memberNames(EXAMPLE_TOPOLOGY);
    expect(planOf(cluster)).toEqual([
      ...members.map((node) => ({ kind: "setMasterauth", node })),
      ...members.map((node) => ({ kind: "setRequirepass", node })),
    ]);
  });

  test("finishes a password that is set on some nodes, and is empty then", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.hasPassword = true;
    for (const node of cluster.nodes.values()) {
      node.login = { requirepass: node.name !== at(7002), masterauth: node.name !== at(7005) };
    }
    const steps = planOf(cluster);
    expect(steps).toEqual([
      { kind: "setMasterauth", node: at(7005) },
      { kind: "setRequirepass", node: at(7002) },
    ]);
    for (const step of steps) cluster.apply(step);
    expect(planOf(cluster)).toEqual([]);
  });

  test("takes files from other users", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7001)).exposed = true;
    expect(planOf(cluster)).toEqual([{ kind: "restrictFiles", node: at(7001) }]);
  });

  test("starts stopped servers first, and plans nothing else with it", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const port of [7000, 7002]) cluster.node(at(port)).runs = false;
    cluster.node(at(7001)).settings = FORMING_SETTINGS;
    expect(planOf(cluster)).toEqual([
      { kind: "start", node: at(7000), mode: "data" },
      { kind: "start", node: at(7002), mode: "data" },
    ]);
  });

  test.each([
    { identity: false, data: true, peers: [] },
    { identity: false, data: false, peers: [] },
  ])("never starts a server on its data that has %j on disk", (disk) => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).runs = false;
    cluster.node(at(7002)).disk = disk;
    const kinds = new Set(planOf(cluster).map(({ kind }) => kind));
    expect(kinds.has("start")).toBe(false);
    expect(kinds.has("startNew")).toBe(true);
  });

  test("starts a replica without data, but no primary that a running replica would copy", () => {
    const disk = { identity: true, data: false, peers: [] };
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const port of [7002, 7000]) Object.assign(cluster.node(at(port)), { runs: false, disk });
    expect(planOf(cluster)).toEqual([
      { kind: "start", node: at(7002), mode: "replaced" },
      { kind: "promote", node: at(7004), lost: at(7000) },
    ]);
  });

  test("never starts a server that rejects the connection", () => {
    const disk = { identity: true, data: true, peers: [] };
    const refusing = { answers: false, reason: "NOAUTH", refused: true, disk } as const;
    const observed = new Map([
      ...formedCluster(EXAMPLE_TOPOLOGY).observe(),
      [at(7002), refusing] as const,
    ]);
    expect(plan(EXAMPLE_TOPOLOGY, observed)).toEqual([]);
  });
});

test("plan() writes no file if the hosts were not inspected", () => {
  const observed = new Map(
    [...formedCluster(EXAMPLE_TOPOLOGY).observe()].map(([name, node]) => [
      name,
      { ...node, recorded: undefined, pidFile: undefined, saved: undefined },
    ]),
  );
  expect(plan(EXAMPLE_TOPOLOGY, observed)).toEqual([]);
});
