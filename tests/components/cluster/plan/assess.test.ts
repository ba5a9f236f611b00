import { describe, expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import {
  type Assessment,
  assess,
  needsConverge,
  peersKnowOf,
} from "../../../../components/cluster/plan/assess";
import { describeAssessment } from "../../../../components/cluster/plan/describeAssessment";
import { plan } from "../../../../components/cluster/plan/plan";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import type { Observed, OnDisk } from "../../../../components/cluster/state/observed";
import { nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { load } from "../../../support/simulatedCluster";

const NAMES = [7000, 7004, 7003, 7002, 7001, 7005].map(at);
const FULL_PLAN = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());
const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;

function assessed(
  observed: Observed,
  uninspected: readonly string[] = [],
  recorded: readonly string[] = [],
): Assessment {
  const facts = { ...noHostFacts("/root/conf"), uninspected, recorded };
  return assess(EXAMPLE_TOPOLOGY, observed, facts);
}

function silent(disk?: OnDisk): Observed {
  return new Map(NAMES.map((name) => [name, disk === undefined ? SILENT : { ...SILENT, disk }]));
}

test("assess() rejects another password, whatever else there is", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  observed.set(at(7000), { ...SILENT, refused: true, requires: "another password" });
  expect(describeProblems(assessed(observed).rejections)).toEqual([
    "192.168.56.65:7000  requires another password than the configuration's",
    "                    A password cannot be changed or removed yet. Set `password` to the one that the servers have.",
  ]);
});

test("assess() of servers that load their data starts and creates none, and rejects nothing", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const node of cluster.nodes.values()) load(node, 100);
  cluster.move(41);
  // The server of a host that was not inspected is not to be created either.
  const observed = new Map(cluster.observe());
  const transfer = { kind: "loading" } as const;
  observed.set(at(7000), { answers: false, reason: "it is loading its data", transfer });
  const assessment = assessed(observed);
  expect(assessment.toCreate).toEqual([]);
  expect(assessment.steps).toEqual([]);
  expect(assessment.blockers).toEqual([]);
  expect(assessment.rejections).toEqual([]);
  expect(assessment.transfers).toHaveLength(6);
  expect(needsConverge(assessment)).toBe(true);
  expect(describeAssessment(assessment)).toBe(
    "Problems\n" +
      "  192.168.56.65:7000  loading its data\n" +
      "  5 nodes (192.168.56.65:7001, 7002; 192.168.56.66:7003; ...)  loading its data, 41 %\n" +
      "Plan\n" +
      "  wait until 6 nodes have their data",
  );
});

describe("assess() of hosts where nothing runs", () => {
  test("has all nodes to create and the whole plan, and finds no problem", () => {
    expect(assessed(silent(), ["a host"])).toEqual({
      topology: EXAMPLE_TOPOLOGY,
      declared: EXAMPLE_TOPOLOGY,
      toCreate: NAMES,
      running: new Set(),
      peersKnow: new Set(),
      problems: [],
      rejections: [],
      steps: FULL_PLAN,
      uninspected: ["a host"],
      withoutScript: [],
      exists: false,
      blockers: [],
      failedChecks: [],
      pendingStarts: [],
      moves: [],
      transfers: [],
    });
  });

  test("creates a node that has data without an identity: the node script decides", () => {
    expect(assessed(silent({ identity: false, data: true, peers: [] })).toCreate).toEqual(NAMES);
  });

  test("finds a stopped cluster, to be started on its data", () => {
    const look = assessed(silent({ identity: true, data: true, peers: [] }));
    expect(look.toCreate).toEqual([]);
    expect(look.problems).toEqual(
      NAMES.map((node) => ({
        node,
        kind: "stopped; identity and data are on disk",
        role: "cause",
      })),
    );
    expect(look.steps).toEqual(NAMES.map((node) => ({ kind: "start", node, mode: "data" })));
  });

  test("plans no start if the data is missing", () => {
    const look = assessed(silent({ identity: true, data: false, peers: [] }));
    expect(look.problems).toHaveLength(6);
    expect(look.steps).toEqual([]);
  });

  test("has a problem with a node that rejects the connection, and does not create it", () => {
    const observed = new Map(silent());
    observed.set(at(7000), { ...SILENT, reason: "NOAUTH", refused: true });
    const look = assessed(observed);
    expect(look.toCreate).toEqual(NAMES.slice(1));
    expect(describeProblems(look.problems)).toEqual([
      "192.168.56.65:7000  connection rejected: NOAUTH",
    ]);
    expect(look.steps).toEqual([]);
  });
});

describe("assess() of stopped servers' nodes.conf", () => {
  const WIPED = at(7003);
  const STOPPED = { identity: true, data: true, peers: NAMES };

  test("creates no node whose address a stopped one knows", () => {
    const observed = new Map(silent(STOPPED)).set(WIPED, SILENT);
    const look = assessed(observed);
    expect(look.toCreate).toEqual([]);
    expect(peersKnowOf(look, WIPED)).toBe("yes");
    expect(look.rejections).toEqual([]);
    expect(describeProblems(look.blockers)).toEqual([`${WIPED}  connection refused`]);
  });

  test("rejects a directory of another cluster by its members' names", () => {
    const disk = { ...STOPPED, peers: [at(7001), "10.0.0.5:7000", "10.0.0.6:7000"] };
    const observed = new Map(silent()).set(WIPED, { ...SILENT, disk });
    expect(describeProblems(assessed(observed).rejections)[0]).toBe(
      `${WIPED}  stopped; its directory belongs to another cluster: nodes.conf names 10.0.0.5:7000; 10.0.0.6:7000`,
    );
  });

  test("accepts a node that running members know: they tell it who was forgotten meanwhile", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    const disk = { ...STOPPED, peers: [...NAMES, "10.0.0.5:7000"] };
    observed.set(WIPED, { ...SILENT, disk });
    expect(assessed(observed).rejections).toEqual([]);
    expect(assessed(observed).steps).toEqual([{ kind: "start", node: WIPED, mode: "data" }]);
  });
});

describe("assess() of a running cluster", () => {
  test("finds no problem in a healthy one", () => {
    const look = assessed(formedCluster(EXAMPLE_TOPOLOGY).observe());
    expect(look).toEqual({
      topology: EXAMPLE_TOPOLOGY,
      declared: EXAMPLE_TOPOLOGY,
      toCreate: [],
      running: new Set(NAMES),
      peersKnow: new Set(NAMES),
      problems: [],
      rejections: [],
      steps: [],
      exists: true,
      uninspected: [],
      withoutScript: [],
      blockers: [],
      failedChecks: [],
      pendingStarts: [],
      moves: [],
      transfers: [],
    });
  });

  test("has a problem that no step fixes with a node that does not answer but is known to peers", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.set(at(7005), SILENT);
    const look = assessed(observed);
    expect(look.toCreate).toEqual([]);
    expect(look.peersKnow.has(at(7005))).toBe(true);
    const problem = { node: at(7005), kind: "connection refused", role: "cause" };
    expect(look.problems).toEqual([problem]);
    expect(look.blockers).toEqual([problem]);
    expect(look.steps).toEqual([]);
  });

  test("finds settings that a formation left behind, and plans to restore them", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).settings = FORMING_SETTINGS;
    const look = assessed(cluster.observe());
    expect(describeProblems(look.problems)).toEqual([
      "192.168.56.65:7002  temporary settings of cluster formation are still active",
    ]);
    expect(look.steps).toEqual([{ kind: "setTimeouts", node: at(7002), settings: "declared" }]);
  });

  test("shows the shards with their current primaries", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.failOver(at(7004));
    const [first] = assessed(cluster.observe()).topology.shards;
    expect(first?.primary.port).toBe(7004);
    expect(first?.replicas.map(({ port }) => port)).toEqual([7000]);
  });

  test("finds a problem that no step fixes, and plans nothing", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7005)).primary = undefined;
    cluster.node(at(7005)).keys = 1;
    cluster.node(at(7005)).linkUp = false;
    const look = assessed(cluster.observe());
    expect(describeProblems(look.problems)).toEqual([
      "192.168.56.66:7005  replication link is down",
      "192.168.56.66:7005  primary, should be a replica of 192.168.56.65:7001",
    ]);
    expect(describeProblems(look.blockers)).toEqual(["192.168.56.66:7005  1 key, but no slots"]);
    expect(look.rejections).toEqual([]);
    expect(look.steps).toEqual([]);
  });
});

describe("assess() of another server program on the hosts", () => {
  const program = { server: "valkey", version: "9.1.2" } as const;
  const nextStart = { command: "valkey-server", program };
  const withNext = () =>
    new Map(
      [...formedCluster(EXAMPLE_TOPOLOGY).observe()].map(([name, node]) => [
        name,
        { ...node, nextStart },
      ]),
    );

  test("names it, and plans, rejects and repairs nothing", () => {
    const look = assessed(withNext());
    expect(look.pendingStarts.map(({ node }) => node).sort()).toEqual([...NAMES].sort());
    expect({ ...look, pendingStarts: [] }).toMatchObject({
      problems: [],
      rejections: [],
      blockers: [],
      steps: [],
    });
    expect(needsConverge(look)).toBe(false);
  });

  test("rejects to start a stopped node with it, before its resource is updated", () => {
    const disk = { identity: true, data: true, peers: NAMES };
    const observed = new Map([...withNext(), [at(7004), { ...SILENT, disk, nextStart }]]);
    const look = assessed(observed);
    const problem = expect.objectContaining({
      node: at(7004),
      kind: "stopped; a start would mix server versions in its shard",
    });
    expect(look.rejections).toEqual([problem]);
    expect(look.blockers).toEqual([problem]);
    expect(look.steps).toEqual([]);
  });
});

describe("assess() of another node list", () => {
  test("rejects one without the members that a host's record names, though nothing runs", () => {
    const recorded = ["192.168.56.65:6999", at(7000)];
    expect(describeProblems(assessed(silent(), [], recorded).rejections)).toEqual([
      "192.168.56.65:6999  member of the cluster, but not declared",
      "                    No record of this stack names it, so `up` does not remove it. Declare it, or have every other member forget it: CLUSTER FORGET.",
    ]);
  });

  test("rejects a member that is not declared, and that no record names", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    observed.delete(at(7005));
    expect(describeProblems(assessed(observed).rejections)).toEqual([
      "192.168.56.66:7005  member of the cluster, but not declared",
      "                    No record of this stack names it, so `up` does not remove it. Declare it, or have every other member forget it: CLUSTER FORGET.",
    ]);
  });

  test.each([0, 6, 12, 15, 16, 18, 20])(
    "rejects nothing in a cluster whose formation stopped after step %i",
    (count) => {
      const look = assessed(formedCluster(EXAMPLE_TOPOLOGY, count).observe());
      expect(look.rejections).toEqual([]);
      expect(look.steps).toEqual(FULL_PLAN.slice(count));
    },
  );

  test("ignores a peer in handshake", () => {
    const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
    const node = observed.get(at(7000));
    if (!node?.answers) throw new Error("It answers");
    const undeclared = nodeView("10.9.9.9:1", { flags: ["handshake"] });
    observed.set(at(7000), { ...node, views: [...node.views, undeclared] });
    expect(assessed(observed).rejections).toEqual([]);
  });
});

test("assess() passes on which hosts lack their script, for which no converge is needed", () => {
  const facts = { ...noHostFacts("/root/conf"), withoutScript: ["192.168.56.66"] };
  const look = assess(EXAMPLE_TOPOLOGY, formedCluster(EXAMPLE_TOPOLOGY).observe(), facts);
  expect(look.withoutScript).toEqual(["192.168.56.66"]);
  expect(needsConverge(look)).toBe(false);
});

test("assess() rejects a new node that an undeclared stopped server knows", () => {
  const unmanagedPeers = new Map([["192.168.56.66:7009", [at(7000)]]]);
  const facts = { ...noHostFacts("/root/conf"), unmanagedPeers };
  expect(describeProblems(assess(EXAMPLE_TOPOLOGY, silent(), facts).rejections)[0]).toBe(
    "192.168.56.66:7009  not declared, but its nodes.conf names 192.168.56.65:7000, which would be created empty",
  );
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(assess(EXAMPLE_TOPOLOGY, observed, facts).rejections).toEqual([]);
});

test("assess() rejects another directory than that of the running servers", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7000));
  if (!node?.answers) throw new Error("It answers");
  observed.set(at(7000), { ...node, confFile: "/srv/redis/7000.conf" });
  expect(describeProblems(assessed(observed).rejections)[0]).toBe(
    "192.168.56.65:7000  runs from /srv/redis, not from /root/conf",
  );
});

test("assess() rejects two hosts that are the same machine", () => {
  const addresses = new Map([
    ["192.168.56.65", ["127.0.0.1", "192.168.56.65", "192.168.56.66"]],
    ["192.168.56.66", ["127.0.0.1", "192.168.56.65", "192.168.56.66"]],
  ]);
  const facts = { ...noHostFacts("/root/conf"), addresses };
  const look = assess(EXAMPLE_TOPOLOGY, silent(), facts);
  expect(describeProblems(look.rejections)).toEqual([
    "192.168.56.65 and 192.168.56.66 are addresses of the same machine",
    "  List them as one host.",
  ]);
});

test("needsConverge() is true if a cluster exists and has problems or a plan", () => {
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

test("peersKnowOf() is a certain no only if every host was inspected", () => {
  const known = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(peersKnowOf(assessed(known), at(7000))).toBe("yes");
  expect(peersKnowOf(assessed(silent()), at(7000))).toBe("no");
  expect(peersKnowOf(assessed(silent(), ["a host"]), at(7000))).toBe("unknown");
});

test("assess() counts the running nodes of an adopted cluster", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).runs = false;
  const facts = { ...noHostFacts("/root/conf"), formerOwner: "acme/redis-cluster/prod" };
  const { adoption } = assess(EXAMPLE_TOPOLOGY, cluster.observe(), facts);
  expect(adoption).toEqual({ owner: "acme/redis-cluster/prod", running: 5 });
});

test("assess() passes failed checks on, but not those of a node that answers", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).runs = false;
  const check = (node: string) => ({ host: "192.168.56.66", node, text: "port in use" });
  const ofHost = { host: "192.168.56.66", text: "no redis-server" };
  const failedChecks = [check(at(7003)), check(at(7004)), ofHost];
  const facts = { ...noHostFacts("/root/conf"), failedChecks };
  expect(assess(EXAMPLE_TOPOLOGY, cluster.observe(), facts).failedChecks).toEqual([
    check(at(7004)),
    ofHost,
  ]);
});

test("assess() rejects files that no stack wrote, unless they are adopted", () => {
  const unmanagedFiles = [{ path: "/root/conf/7000.conf", node: at(7000), host: "192.168.56.65" }];
  const facts = { ...noHostFacts("/root/conf"), unmanagedFiles };
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(assess(EXAMPLE_TOPOLOGY, observed, facts).rejections).toHaveLength(1);
  const adopting = { ...facts, adopt: "unmanaged" };
  expect(assess(EXAMPLE_TOPOLOGY, observed, adopting).rejections).toEqual([]);
});
