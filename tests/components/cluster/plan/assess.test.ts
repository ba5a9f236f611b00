import { describe, expect, test } from "vitest";
import {
  type Assessment,
  assess,
  needsConverge,
  peersKnowOf,
} from "../../../../components/cluster/plan/assess";
import { plan } from "../../../../components/cluster/plan/plan";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import type { Observed, OnDisk } from "../../../../components/cluster/state/observed";
import { answeringNode, nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { SimulatedCluster } from "../../../support/simulatedCluster";

const NAMES = [7000, 7004, 7003, 7002, 7001, 7005].map(at);
const FULL_PLAN = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());
const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;

function assessed(
  observed: Observed,
  uninspected: readonly string[] = [],
  held: readonly string[] = [],
): Assessment {
  const beside = { ...noHostFacts("/root/conf"), uninspected, held };
  return assess(EXAMPLE_TOPOLOGY, observed, beside);
}

function silent(disk?: OnDisk): Observed {
  return new Map(NAMES.map((name) => [name, disk === undefined ? SILENT : { ...SILENT, disk }]));
}

describe("assess() of hosts on which nothing runs", () => {
  test("has all nodes to make, the whole plan, and finds nothing wrong", () => {
    expect(assessed(silent(), ["a host"])).toEqual({
      toCreate: NAMES,
      peersKnow: new Set(),
      problems: [],
      rejections: [],
      steps: FULL_PLAN,
      uninspected: ["a host"],
      withoutScript: [],
      exists: false,
      blockers: [],
    });
  });

  test("takes data without an identity for a node to be made: the node script decides", () => {
    expect(assessed(silent({ identity: false, data: true, peers: [] })).toCreate).toEqual(NAMES);
  });

  test("finds a stopped cluster, to be started on its data", () => {
    const look = assessed(silent({ identity: true, data: true, peers: [] }));
    expect(look.toCreate).toEqual([]);
    expect(look.problems).toEqual(
      NAMES.map((name) => `${name} does not answer: connect ECONNREFUSED`),
    );
    expect(look.steps).toEqual(NAMES.map((node) => ({ kind: "start", node })));
  });

  test("plans no start on data that is gone", () => {
    const look = assessed(silent({ identity: true, data: false, peers: [] }));
    expect(look.problems).toHaveLength(6);
    expect(look.steps).toEqual([]);
  });

  test("takes one that refuses to be asked for a fault, not for one to make", () => {
    const observed = new Map(silent());
    observed.set(at(7000), { ...SILENT, reason: "NOAUTH", refused: true });
    const look = assessed(observed);
    expect(look.toCreate).toEqual(NAMES.slice(1));
    expect(look.problems).toHaveLength(1);
    expect(look.problems[0]).toContain("192.168.56.65:7000 ");
    expect(look.steps).toEqual([]);
  });
});

describe("assess() of stopped servers' nodes.conf", () => {
  const WIPED = at(7003);
  const STOPPED = { identity: true, data: true, peers: NAMES };

  test("starts no empty server on an address that a stopped one knows", () => {
    const observed = new Map(silent(STOPPED)).set(WIPED, SILENT);
    const look = assessed(observed);
    expect(look.toCreate).toEqual([]);
    expect(peersKnowOf(look, WIPED)).toBe("yes");
    expect(look.rejections).toEqual([]);
    expect(look.blockers).toEqual([`${WIPED} does not answer: connect ECONNREFUSED`]);
  });

  test("refuses a folder of another cluster by its members' names", () => {
    const disk = { ...STOPPED, peers: [at(7001), "10.0.0.5:7000", "10.0.0.6:7000"] };
    const observed = new Map(silent()).set(WIPED, { ...SILENT, disk });
    expect(assessed(observed).rejections).toEqual([
      `${WIPED} is stopped, and its folder belongs to another cluster: its nodes.conf names 10.0.0.5:7000, 10.0.0.6:7000, ` +
        "no nodes of this stack. Put them into its hosts, choose another directory or port, or move the folder away if its data may go",
    ]);
  });

  test("leaves one that running members know alone: they tell it who was forgotten meanwhile", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    const disk = { ...STOPPED, peers: [...NAMES, "10.0.0.5:7000"] };
    observed.set(WIPED, { ...SILENT, disk });
    expect(assessed(observed).rejections).toEqual([]);
    expect(assessed(observed).steps).toEqual([{ kind: "start", node: WIPED }]);
  });
});

describe("assess() of a running cluster", () => {
  test("finds nothing in a healthy one", () => {
    const look = assessed(formedCluster(EXAMPLE_TOPOLOGY).observe());
    expect(look).toEqual({
      toCreate: [],
      peersKnow: new Set(NAMES),
      problems: [],
      rejections: [],
      steps: [],
      exists: true,
      uninspected: [],
      withoutScript: [],
      blockers: [],
    });
  });

  test("takes a silent node that peers know for a fault", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7005), SILENT);
    const look = assessed(observed);
    expect(look.toCreate).toEqual([]);
    expect(look.peersKnow.has(at(7005))).toBe(true);
    expect(look.problems).toEqual(["192.168.56.66:7005 does not answer: connect ECONNREFUSED"]);
    expect(look.blockers).toEqual(["192.168.56.66:7005 does not answer: connect ECONNREFUSED"]);
    expect(look.steps).toEqual([]);
  });

  test("finds settings that no conf names, and plans to put them back", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).settings = FORMING_SETTINGS;
    const look = assessed(cluster.observe());
    expect(look.problems).toEqual([
      "192.168.56.65:7002 runs with settings that its conf does not name",
    ]);
    expect(look.steps).toEqual([{ kind: "setTimeouts", node: at(7002), settings: "declared" }]);
  });

  test("finds a fault that it may not mend, without a step", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7005)).primary = undefined;
    cluster.node(at(7005)).keys = 1;
    cluster.node(at(7005)).linkUp = false;
    const look = assessed(cluster.observe());
    expect(look.problems).toEqual([
      "192.168.56.66:7005 is not in sync with its primary",
      "192.168.56.66:7005 is a primary, declared in the shard of 192.168.56.65:7001",
    ]);
    expect(look.rejections).toEqual([]);
    expect(look.steps).toEqual([]);
  });
});

describe("assess() of another node list", () => {
  test("refuses one without the members that lie held on a host, though nothing runs", () => {
    const held = ["192.168.56.65:6999", at(7000)];
    expect(assessed(silent(), [], held).rejections).toEqual([
      "192.168.56.65:6999 is a member of the running cluster but no node of this stack, and a cluster cannot shrink yet",
    ]);
  });

  test("refuses to shrink: names the member that is no node of the stack", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.delete(at(7005));
    expect(assessed(observed).rejections).toEqual([
      "192.168.56.66:7005 is a member of the running cluster but no node of this stack, and a cluster cannot shrink yet",
    ]);
  });

  test.each([true, false])("refuses to grow: the new node runs already: %s", (runs) => {
    const grown = new SimulatedCluster([...NAMES, at(7006)]);
    for (const step of FULL_PLAN) grown.apply(step);
    grown.node(at(7006)).runs = runs;
    grown.node(at(7006)).disk = { identity: false, data: false, peers: [] };
    expect(assessed(grown.observe()).rejections).toEqual([
      "192.168.56.66:7006 is a node of this stack but no member of the running cluster, and a cluster cannot grow yet",
    ]);
  });

  test.each([0, 6, 12, 15, 16, 18, 20])(
    "refuses nothing in a cluster stopped after step %i of its forming",
    (count) => {
      const look = assessed(formedCluster(EXAMPLE_TOPOLOGY, count).observe());
      expect(look.rejections).toEqual([]);
      expect(look.steps).toEqual(FULL_PLAN.slice(count));
    },
  );

  test("takes a peer in handshake for no member", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    const node = observed.get(at(7000));
    if (!node?.answers) throw new Error("It answers");
    const stranger = nodeView("10.9.9.9:1", { flags: ["handshake"] });
    observed.set(at(7000), { ...node, views: [...node.views, stranger] });
    expect(assessed(observed).rejections).toEqual([]);
  });

  test("names a node that came back with another identity, not its lost address", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    for (const [name, node] of observed) {
      if (!node.answers) continue;
      const views = node.views.map((view) =>
        view.name === at(7005) ? { ...view, name: ":0", flags: ["slave", "fail", "noaddr"] } : view,
      );
      observed.set(name, { ...node, views });
    }
    observed.set(at(7005), answeringNode(at(7005), { id: "f".repeat(40) }));
    const look = assessed(observed);
    expect(look.rejections).toEqual([
      "192.168.56.66:7005 is a node of this stack but no member of the running cluster, and a cluster cannot grow yet",
    ]);
    expect(look.steps).toEqual([]);
  });
});

test("assess() passes on which hosts are not prepared, which is no matter of the cluster", () => {
  const beside = { ...noHostFacts("/root/conf"), withoutScript: ["192.168.56.66"] };
  const look = assess(EXAMPLE_TOPOLOGY, formedCluster(EXAMPLE_TOPOLOGY).observe(), beside);
  expect(look.withoutScript).toEqual(["192.168.56.66"]);
  expect(needsConverge(look)).toBe(false);
});

test("assess() refuses to make a node that a stopped server of no stack knows", () => {
  const unmanagedPeers = new Map([["192.168.56.66:7009", [at(7000)]]]);
  const beside = { ...noHostFacts("/root/conf"), unmanagedPeers };
  expect(assess(EXAMPLE_TOPOLOGY, silent(), beside).rejections).toEqual([
    expect.stringMatching(
      /^192\.168\.56\.66:7009 is no node of this stack, but its nodes\.conf names 192\.168\.56\.65:7000, /,
    ),
  ]);
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(assess(EXAMPLE_TOPOLOGY, observed, beside).rejections).toEqual([]);
});

test("assess() refuses another folder than that of the running servers", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7000));
  if (!node?.answers) throw new Error("It answers");
  observed.set(at(7000), { ...node, confFile: "/srv/redis/7000.conf" });
  expect(assessed(observed).rejections).toEqual([
    expect.stringMatching(
      /^192\.168\.56\.65:7000 runs on \/srv\/redis\/7000\.conf, not on \/root\/conf\/7000\.conf: /,
    ),
  ]);
});

test("assess() refuses two hosts that are one machine", () => {
  const addresses = new Map([
    ["192.168.56.65", ["127.0.0.1", "192.168.56.65", "192.168.56.66"]],
    ["192.168.56.66", ["127.0.0.1", "192.168.56.65", "192.168.56.66"]],
  ]);
  const beside = { ...noHostFacts("/root/conf"), addresses };
  const look = assess(EXAMPLE_TOPOLOGY, silent(), beside);
  expect(look.rejections).toEqual([
    "192.168.56.65 and 192.168.56.66 are addresses of one machine: list it as one host",
  ]);
});

test("callsForConverge() when a cluster exists in which something is wrong, or to be done", () => {
  expect(needsConverge(assessed(silent()))).toBe(false);
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  expect(needsConverge(assessed(cluster.observe()))).toBe(false);
  cluster.declared = "2";
  expect(assessed(cluster.observe()).problems).toEqual([]);
  expect(needsConverge(assessed(cluster.observe()))).toBe(true);
  cluster.declared = "1";
  cluster.node(at(7000)).openSlots = ["[1->-abc]"];
  expect(assessed(cluster.observe()).problems).toEqual([]);
  expect(needsConverge(assessed(cluster.observe()))).toBe(true);
});

test("peersKnowOf() is sure of a no only where every host was looked at", () => {
  const known = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(peersKnowOf(assessed(known), at(7000))).toBe("yes");
  expect(peersKnowOf(assessed(silent()), at(7000))).toBe("no");
  expect(peersKnowOf(assessed(silent(), ["a host"]), at(7000))).toBe("unknown");
});
