import { describe, expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { assess } from "../../../../components/cluster/plan/assess";
import { plan } from "../../../../components/cluster/plan/plan";
import {
  planPromotions,
  planRejoins,
  planRescue,
} from "../../../../components/cluster/plan/planRecovery";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import { describeSteps } from "../../../../components/cluster/steps/describeSteps";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

function exampleWithKeys(): SimulatedCluster {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const node of cluster.nodes.values()) node.keys = 334;
  return cluster;
}

function linesOf(cluster: SimulatedCluster): string[] {
  expect(blockers(EXAMPLE_TOPOLOGY, cluster.observe())).toEqual([]);
  return describeSteps(plan(EXAMPLE_TOPOLOGY, cluster.observe()));
}

/** What follows the start of a lost node, or its new identity. */
function joinOf(port: number, primary: number, epoch: number): string[] {
  return [
    `set config epoch ${epoch} on ${at(port)}`,
    `make ${at(port)} meet 5 nodes`,
    `make ${at(port)} a replica of ${at(primary)}`,
    `record owner and members on ${at(port).split(":")[0]}`,
  ];
}

describe("plan() of nodes that lost their identity", () => {
  test("a reset replica is forgotten under its old ID and joins again", () => {
    const cluster = exampleWithKeys();
    cluster.reset(at(7002));
    const [own, ...join] = linesOf(cluster);
    expect(own).toBe("forget the old node ID 000000 on 5 nodes");
    expect(join.slice(0, 3)).toEqual(joinOf(7002, 7003, 8).slice(0, 3));
    const look = assess(EXAMPLE_TOPOLOGY, cluster.observe(), noHostFacts("/root/conf"));
    expect(look.rejections).toEqual([]);
  });

  test("a replica without a directory is started once nobody knows it", () => {
    const cluster = exampleWithKeys();
    cluster.loseIdentity(at(7002));
    const start = `start ${at(7002)} empty, as a new replica of ${at(7003)}: 334 keys to copy`;
    expect(linesOf(cluster).slice(0, 5)).toEqual([
      "forget the old node ID 000000 on 5 nodes",
      start,
      ...joinOf(7002, 7003, 8).slice(0, 3),
    ]);
    for (const step of plan(EXAMPLE_TOPOLOGY, cluster.observe())) {
      if (step.kind === "forget") cluster.apply(step);
    }
    expect(linesOf(cluster)[0]).toBe(start);
    const look = assess(EXAMPLE_TOPOLOGY, cluster.observe(), noHostFacts("/root/conf"));
    expect([look.toCreate, look.rejections]).toEqual([[], []]);
    expect(look.peersKnow.has(at(7002))).toBe(true);
  });

  test("a primary without a directory: its replica takes over first", () => {
    const cluster = exampleWithKeys();
    cluster.loseIdentity(at(7003));
    expect(linesOf(cluster).slice(0, 3)).toEqual([
      `make ${at(7002)} the primary of its shard: ${at(7003)} has lost its data`,
      "forget the old node ID 000000 on 5 nodes",
      `start ${at(7003)} empty, as a new replica of ${at(7002)}: 334 keys to copy`,
    ]);
  });

  test("a primary whose file is damaged keeps its identity", () => {
    const cluster = exampleWithKeys();
    const disk = { identity: true, data: false, damaged: true, peers: [] };
    Object.assign(cluster.node(at(7000)), { runs: false, disk });
    expect(linesOf(cluster)).toEqual([
      `make ${at(7004)} the primary of its shard: ${at(7000)} has lost its data`,
      `start ${at(7000)} empty: another node has the data`,
    ]);
  });

  test("stopped nodes start before anything is forgotten", () => {
    const cluster = exampleWithKeys();
    cluster.loseIdentity(at(7002));
    cluster.node(at(7005)).runs = false;
    expect(linesOf(cluster)).toEqual([
      `start ${at(7005)}`,
      "forget the old node ID 000000 on 192.168.56.65:7000, 7001; 192.168.56.66:7003, 7004",
      `start ${at(7002)} empty, as a new replica of ${at(7003)}: 334 keys to copy`,
    ]);
  });

  test("after a loss of power its shard's other member starts first", () => {
    const cluster = exampleWithKeys();
    cluster.loseIdentity(at(7003));
    for (const node of cluster.nodes.values()) node.runs = false;
    expect(linesOf(cluster)).toEqual(["start 5 nodes"]);
  });

  test("an ID that a replica still follows is kept, and its node stays stopped, until that has changed", () => {
    const cluster = exampleWithKeys();
    cluster.failOver(at(7002));
    cluster.loseIdentity(at(7003));
    const former = [...cluster.node(at(7000)).knows].find((key) => key.startsWith(at(7003)));
    cluster.node(at(7005)).primary = former;
    const steps = plan(EXAMPLE_TOPOLOGY, cluster.observe());
    expect(steps.map(({ kind }) => kind)).toEqual(["replicate"]);
    for (const step of steps) cluster.apply(step);
    expect(linesOf(cluster)[0]).toBe("forget the old node ID 000000 on 5 nodes");
  });
});

describe("plan() of running servers whose directory was removed", () => {
  test("a replica is stopped, then treated as lost", () => {
    const cluster = exampleWithKeys();
    cluster.node(at(7002)).directoryRemoved = true;
    expect(linesOf(cluster).slice(0, 3)).toEqual([
      `stop ${at(7002)}: the directory was removed, another node has the data`,
      "forget the old node ID 000000 on 5 nodes",
      `start ${at(7002)} empty, as a new replica of ${at(7003)}: 334 keys to copy`,
    ]);
  });

  test("a primary hands over before any other node changes", () => {
    const cluster = exampleWithKeys();
    cluster.node(at(7003)).directoryRemoved = true;
    cluster.node(at(7005)).runs = false;
    expect(plan(EXAMPLE_TOPOLOGY, cluster.observe()).slice(0, 3)).toEqual([
      {
        kind: "handOver",
        node: at(7003),
        pairs: [{ from: at(7003), to: at(7002) }],
        by: "election",
      },
      { kind: "stop", node: at(7003) },
      { kind: "start", node: at(7005), mode: "data" },
    ]);
  });

  test("most of the primaries hand over without an election, which they would not survive", () => {
    const cluster = exampleWithKeys();
    for (const port of [7000, 7001, 7002]) cluster.node(at(port)).directoryRemoved = true;
    const pairs = [
      { from: at(7000), to: at(7004) },
      { from: at(7001), to: at(7005) },
    ];
    const steps = plan(EXAMPLE_TOPOLOGY, cluster.observe());
    expect(steps[0]).toEqual({ kind: "handOver", node: at(7000), pairs, by: "takeover" });
    expect(steps.slice(1, 4)).toEqual(
      [7000, 7002, 7001].map((port) => ({ kind: "stop", node: at(port) })),
    );
  });

  test("without a replica nothing at all is done", () => {
    const cluster = exampleWithKeys();
    cluster.node(at(7003)).directoryRemoved = true;
    cluster.node(at(7002)).linkUp = false;
    expect(describeProblems(blockers(EXAMPLE_TOPOLOGY, cluster.observe()))).toEqual([
      `${at(7003)}  runs, but its directory was removed: what it has is lost when it stops`,
      "                    No replica has all of its data. Change nothing in the cluster: the server ends at the next change. Save its keys (REDISCLI_AUTH is the password, if there is one): redis-cli -h 192.168.56.66 -p 7003 --rdb 7003.rdb",
    ]);
  });
});

test("the parts of a plan are empty for a formed cluster, and expect no change", () => {
  const observed = exampleWithKeys().observe();
  for (const part of [planRescue, planPromotions, planRejoins]) {
    expect(part(EXAMPLE_TOPOLOGY, observed)).toEqual({ steps: [], expected: observed });
  }
});
