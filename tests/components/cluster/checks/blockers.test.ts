import { describe, expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { Observed, ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster, SimulatedNode } from "../../../support/simulatedCluster";

const HEX = "0000000000000000000000000000000000000000";
const FOREIGN = "f".repeat(40);

function textsOf(observed: Observed): string[] {
  return describeProblems(blockers(EXAMPLE_TOPOLOGY, observed));
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
  "blockers() is empty for the example after %s steps",
  (count) => {
    expect(textsOf(formedCluster(EXAMPLE_TOPOLOGY, count).observe())).toEqual([]);
  },
);

describe("blockers() of nodes that do not answer", () => {
  test("has none for a stopped node that has its identity and data", () => {
    expect(textsOf(formedBut(7000, { runs: false }).observe())).toEqual([]);
  });

  test("has none for a primary without data, whose replica can take over", () => {
    const disk = { identity: true, data: false, peers: [] };
    const cluster = formedBut(7000, { runs: false, disk });
    expect(textsOf(cluster.observe())).toEqual([]);
    cluster.node(at(7004)).runs = false;
    expect(textsOf(cluster.observe())).toEqual([]);
  });

  test("names a primary without data, whose replica cannot be started", () => {
    const disk = { identity: true, data: false, peers: [] };
    const cluster = formedBut(7000, { runs: false, disk });
    Object.assign(cluster.node(at(7004)), {
      runs: false,
      disk: { identity: false, data: false, peers: [] },
    });
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7000  stopped; data files are missing",
      "                    Restore the data files, then run `up` again: an empty start could erase the last copies of its keys.",
      "192.168.56.66:7004  stopped; nodes.conf and data files are missing",
      "                    No running member of its shard has its data. Restore its directory, then run `up` again.",
    ]);
  });

  test("names one on a host that was not inspected", () => {
    expect(textsOf(withNode(7003, { answers: false, reason: "connect ETIMEDOUT" }))).toEqual([
      "192.168.56.66:7003  no answer: connect ETIMEDOUT",
    ]);
  });

  test.each([
    [{ identity: false, data: true, peers: [], runs: true }, "; nodes.conf is missing"],
    [
      { identity: false, data: false, peers: [], runs: true },
      "; nodes.conf and data files are missing",
    ],
  ])("names a frozen one with %j on disk", (disk, found) => {
    const silent = { answers: false as const, reason: "connect ETIMEDOUT" };
    expect(textsOf(withNode(7003, { ...silent, disk }))).toEqual([
      `192.168.56.66:7003  no answer: connect ETIMEDOUT${found}`,
    ]);
  });

  test("names one whose directory belongs to another cluster", () => {
    const disk = { identity: true, data: true, peers: ["10.0.0.5:7000"] };
    const silent = { answers: false as const, reason: "connect ECONNREFUSED" };
    const observed = new Map(
      memberNames(EXAMPLE_TOPOLOGY).map((name) => [
        name,
        name === at(7003) ? { ...silent, disk } : silent,
      ]),
    );
    expect(textsOf(observed)).toContain(
      "192.168.56.66:7003  stopped; its directory belongs to another cluster: nodes.conf names 10.0.0.5:7000",
    );
  });

  test("names one that rejects the connection, whatever it has on disk", () => {
    const disk = { identity: true, data: true, peers: [] };
    const node = { answers: false as const, reason: "NOAUTH", refused: true, disk };
    expect(textsOf(withNode(7003, node))).toEqual([
      "192.168.56.66:7003  connection rejected: NOAUTH",
    ]);
  });

  test("names one that was not observed", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.delete(at(7002));
    expect(textsOf(observed)).toContain("192.168.56.65:7002  not observed");
  });
});

describe("blockers() of identities and keys", () => {
  test("names a foreign member with its id", () => {
    const undeclared = nodeView("192.168.56.67:7009", { id: FOREIGN });
    const own = nodeView(at(7000), { flags: ["myself", "master"] });
    const node = answeringNode(at(7000), { views: [own, undeclared] });
    expect(
      textsOf(new Map([...freshCluster(EXAMPLE_TOPOLOGY).observe(), [at(7000), node]])),
    ).toEqual([
      `192.168.56.67:7009  not declared, but known with node ID ${FOREIGN} to 192.168.56.65:7000`,
    ]);
  });

  test("ignores an undeclared address in handshake", () => {
    const undeclared = nodeView("192.168.56.67:7009", { flags: ["handshake"] });
    const own = nodeView(at(7000), { flags: ["myself", "master"] });
    const node = answeringNode(at(7000), { views: [own, undeclared] });
    expect(
      textsOf(new Map([...freshCluster(EXAMPLE_TOPOLOGY).observe(), [at(7000), node]])),
    ).toEqual([]);
  });

  test("names a node that answers with another node ID, once, if the known one owns slots", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7001), answeringNode(at(7001), { id: FOREIGN }));
    const known = idOf(at(7001));
    expect(textsOf(observed)).toEqual([
      `${at(7001)}  answers with node ID ${FOREIGN}, but is known with ${known} to 5 nodes`,
    ]);
  });

  test("has none for a node that answers with another node ID than its peers can forget", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7005), answeringNode(at(7005), { id: FOREIGN }));
    expect(textsOf(observed)).toEqual([]);
  });

  test("names an empty server that this stack did not start, in the place of a member", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7005), answeringNode(at(7005), { id: FOREIGN, unmanaged: true }));
    expect(textsOf(observed)).toEqual([
      `${at(7005)}  answers, but this stack did not start its server`,
      "                    Stop that server, then run `up` again.",
    ]);
  });

  test("names all nodes that have the same node ID", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7004)).id = cluster.node(at(7000)).id;
    const id = `${HEX.slice(4)}7000`;
    expect(textsOf(cluster.observe())).toEqual([
      `192.168.56.65:7000; 192.168.56.66:7004  node ID ${id} is used more than once: nodes.conf was copied`,
    ]);
  });

  test("names keys on a node that is not in a cluster", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).keys = 3;
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7002  3 keys, but not in a cluster",
      "                    Choose another port, or remove the keys if you do not need them.",
    ]);
  });

  test("names keys on a member that owns no slots, not on a replica or an owner", () => {
    const cluster = formedBut(7005, { primary: undefined, keys: 2 });
    cluster.node(at(7000)).keys = 5;
    cluster.node(at(7004)).keys = 5;
    expect(textsOf(cluster.observe())).toEqual(["192.168.56.66:7005  2 keys, but no slots"]);
  });
});

test("blockers() names a node without a directory whose data no other node has", () => {
  const cluster = formedBut(7003, { directoryRemoved: true });
  expect(textsOf(cluster.observe())).toEqual([]);
  cluster.node(at(7002)).linkUp = false;
  expect(textsOf(cluster.observe())).toEqual([
    "192.168.56.66:7003  runs, but its directory was removed: what it has is lost when it stops",
    "                    No replica has all of its data. Change nothing in the cluster: the server ends at the next change. Save its keys (REDISCLI_AUTH is the password, if there is one): redis-cli -h 192.168.56.66 -p 7003 --rdb 7003.rdb",
  ]);
});

describe("blockers() of slots", () => {
  test("names slots of another shard", () => {
    const slots = [
      { start: 0, end: 5000 },
      { start: 5400, end: 5500 },
    ];
    const cluster = formedBut(7000, { slots });
    cluster.node(at(7003)).slots = [{ start: 5501, end: 10922 }];
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7000  owns slots 5400-5500, which belong to another shard",
    ]);
  });

  test("names slots of the shard before, too", () => {
    const cluster = formedBut(7003, { slots: [{ start: 5000, end: 10922 }] });
    cluster.node(at(7000)).slots = [{ start: 0, end: 4999 }];
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.66:7003  owns slots 5000-10922, which belong to another shard",
    ]);
  });

  test("names a shard with two owners", () => {
    const cluster = formedBut(7000, { slots: [{ start: 0, end: 99 }] });
    Object.assign(cluster.node(at(7004)), {
      primary: undefined,
      slots: [{ start: 100, end: 5460 }],
    });
    expect(textsOf(cluster.observe())).toEqual([
      "192.168.56.65:7000  owns slots 0-99, while 192.168.56.66:7004 owns slots of the same shard",
    ]);
  });

  test("names the first three open slots", () => {
    const openSlots = ["[1->-a]", "[2->-a]", "[3->-a]", "[4->-a]"];
    expect(textsOf(formedBut(7001, { openSlots }).observe())).toEqual([
      "192.168.56.65:7001  open slots (being moved): [1->-a] [2->-a] [3->-a]",
    ]);
  });

  test("names a node that does not list itself", () => {
    expect(textsOf(withNode(7001, answeringNode(at(7001), { views: [] })))).toContain(
      "192.168.56.65:7001  missing from its own CLUSTER NODES",
    );
  });

  test("has none after a failover", () => {
    const cluster = formedBut(7000, { slots: [], primary: at(7004), keys: 1 });
    const slots = [{ start: 0, end: 5460 }];
    Object.assign(cluster.node(at(7004)), { primary: undefined, slots, keys: 1 });
    expect(textsOf(cluster.observe())).toEqual([]);
  });
});
