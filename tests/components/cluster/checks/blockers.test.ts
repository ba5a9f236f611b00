import { describe, expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { describeProblem } from "../../../../components/cluster/checks/problem";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { Observed, ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster, SimulatedNode } from "../../../support/simulatedCluster";

const HEX = "0000000000000000000000000000000000000000";
const FOREIGN = "f".repeat(40);

function textsOf(observed: Observed): string[] {
  return blockers(EXAMPLE_TOPOLOGY, observed).map(describeProblem);
}

function formedBut(port: number, changes: Partial<SimulatedNode>): SimulatedCluster {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  Object.assign(cluster.node(at(port)), changes);
  return cluster;
}

function withNode(port: number, node: ObservedNode): Observed {
  return new Map([...formedCluster(EXAMPLE_TOPOLOGY).observe(), [at(port), node]]);
}

test.each([0, 6, 12, 15, 20, 23, 29, undefined])(
  "refusals() has none for the example after %s steps",
  (count) => {
    expect(textsOf(formedCluster(EXAMPLE_TOPOLOGY, count).observe())).toEqual([]);
  },
);

describe("refusals() of what does not answer", () => {
  test("has none for a stopped server that can be started on its data", () => {
    expect(textsOf(formedBut(7000, { runs: false }).observe())).toEqual([]);
  });

  test("names a wiped one, as started it would wipe its replicas", () => {
    const disk = { identity: true, data: false, peers: [] };
    expect(textsOf(formedBut(7000, { runs: false, disk }).observe())).toEqual([
      "192.168.56.65:7000 is stopped and its data files are gone: started empty it would wipe " +
        "its replicas (connect ECONNREFUSED)",
    ]);
  });

  test.each([
    [{ identity: false, data: true, peers: [] }],
    [{ identity: false, data: false, peers: [] }],
    [undefined],
  ])("names one with %j on disk", (disk) => {
    const silent = { answers: false as const, reason: "connect ETIMEDOUT" };
    const node = disk === undefined ? silent : { ...silent, disk };
    expect(textsOf(withNode(7003, node))).toEqual([
      "192.168.56.66:7003 does not answer: connect ETIMEDOUT",
    ]);
  });

  test("names one whose folder belongs to another cluster, before it is started", () => {
    const disk = { identity: true, data: true, peers: ["10.0.0.5:7000"] };
    const silent = { answers: false as const, reason: "connect ECONNREFUSED" };
    const observed = new Map(
      memberNames(EXAMPLE_TOPOLOGY).map((name) => [
        name,
        name === at(7003) ? { ...silent, disk } : silent,
      ]),
    );
    expect(textsOf(observed)).toContain(
      "192.168.56.66:7003 is stopped, and its folder belongs to another cluster: its nodes.conf names 10.0.0.5:7000, " +
        "no nodes of this stack. Put them into its hosts, choose another directory or port, or move the folder away if its data may go",
    );
  });

  test("names one that refuses to be asked, whatever it has on disk", () => {
    const disk = { identity: true, data: true, peers: [] };
    const node = { answers: false as const, reason: "NOAUTH", refused: true, disk };
    expect(textsOf(withNode(7003, node))).toEqual([
      "192.168.56.66:7003 refuses to be asked: NOAUTH",
    ]);
  });

  test("names one that was not asked", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.delete(at(7002));
    expect(textsOf(observed)).toContain("192.168.56.65:7002 was not asked");
  });
});

describe("refusals() of what is not ours", () => {
  test("names a foreign member with its id", () => {
    const stranger = nodeView("192.168.56.67:7009", { id: FOREIGN });
    const own = nodeView(at(7000), { flags: ["myself", "master"] });
    const node = answeringNode(at(7000), { views: [own, stranger] });
    expect(
      textsOf(new Map([...freshCluster(EXAMPLE_TOPOLOGY).observe(), [at(7000), node]])),
    ).toEqual([
      `192.168.56.65:7000 knows ${FOREIGN} at 192.168.56.67:7009, which is not a node of this stack`,
    ]);
  });

  test("takes a foreign address in handshake for nothing yet", () => {
    const stranger = nodeView("192.168.56.67:7009", { flags: ["handshake"] });
    const own = nodeView(at(7000), { flags: ["myself", "master"] });
    const node = answeringNode(at(7000), { views: [own, stranger] });
    expect(
      textsOf(new Map([...freshCluster(EXAMPLE_TOPOLOGY).observe(), [at(7000), node]])),
    ).toEqual([]);
  });

  test("names a lost identity: who was known by another id", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7005), answeringNode(at(7005), { id: FOREIGN }));
    const known = idOf(at(7005));
    expect(textsOf(observed)).toEqual(
      [7000, 7004, 7003, 7002, 7001].map(
        (port) => `${at(port)} knows ${at(7005)} as ${known}, but there answers ${FOREIGN}`,
      ),
    );
  });

  test("names both that have one identity", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7004)).id = cluster.node(at(7000)).id;
    const id = `${HEX.slice(4)}7000`;
    expect(textsOf(cluster.observe())).toEqual([
      `192.168.56.65:7000 has the same node id as 192.168.56.66:7004 (${id}): its nodes.conf is a copy`,
      `192.168.56.66:7004 has the same node id as 192.168.56.65:7000 (${id}): its nodes.conf is a copy`,
    ]);
  });

  test("names keys on a node that belongs to no cluster", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).keys = 3;
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7002 holds 3 keys but belongs to no cluster",
    ]);
  });

  test("names keys on a member that owns no slots, not on a replica or an owner", () => {
    const cluster = formedBut(7005, { primary: undefined, keys: 2 });
    cluster.node(at(7000)).keys = 5;
    cluster.node(at(7004)).keys = 5;
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.66:7005 holds 2 keys but owns no slots",
    ]);
  });
});

describe("refusals() of slots", () => {
  test("names slots of another shard, with as much of them as it owns", () => {
    const slots = [
      { start: 0, end: 5000 },
      { start: 5400, end: 5500 },
    ];
    const cluster = formedBut(7000, { slots });
    cluster.node(at(7003)).slots = [{ start: 5501, end: 10922 }];
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7000 owns the slots 5400-5500, which belong to another shard here",
    ]);
  });

  test("names slots of the shard before, too", () => {
    const cluster = formedBut(7003, { slots: [{ start: 5000, end: 10922 }] });
    cluster.node(at(7000)).slots = [{ start: 0, end: 4999 }];
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.66:7003 owns the slots 5000-10922, which belong to another shard here",
    ]);
  });

  test("names a shard with two owners", () => {
    const cluster = formedBut(7000, { slots: [{ start: 0, end: 99 }] });
    Object.assign(cluster.node(at(7004)), {
      primary: undefined,
      slots: [{ start: 100, end: 5460 }],
    });
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.66:7004 owns the slots 100-5460 beside 192.168.56.65:7000 of the same shard",
    ]);
  });

  test("names the first three slots that are being moved", () => {
    const openSlots = ["[1->-a]", "[2->-a]", "[3->-a]", "[4->-a]"];
    expect(textsOf(formedBut(7001, { openSlots }).observe())).toEqual([
      "192.168.56.65:7001 has slots that are being moved: [1->-a] [2->-a] [3->-a]",
    ]);
  });

  test("names a node that does not list itself", () => {
    expect(textsOf(withNode(7001, answeringNode(at(7001), { views: [] })))).toContain(
      "192.168.56.65:7001 does not list itself in CLUSTER NODES",
    );
  });

  test("has none after a failover", () => {
    const cluster = formedBut(7000, { slots: [], primary: at(7004), keys: 1 });
    const slots = [{ start: 0, end: 5460 }];
    Object.assign(cluster.node(at(7004)), { primary: undefined, slots, keys: 1 });
    expect(textsOf(cluster.observe())).toEqual([]);
  });
});
