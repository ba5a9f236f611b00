import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Assessment, assess } from "../../../../components/cluster/plan/assess";
import {
  describeAssessment,
  describePendingStarts,
} from "../../../../components/cluster/plan/describeAssessment";
import { place } from "../../../../components/cluster/spec/placement";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import type { Topology } from "../../../../components/cluster/spec/topology";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import type { Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { grownCluster } from "../../../support/grownCluster";

const NOTHING: Assessment = {
  topology: EXAMPLE_TOPOLOGY,
  declared: EXAMPLE_TOPOLOGY,
  toCreate: [],
  running: new Set(),
  peersKnow: new Set(),
  problems: [],
  rejections: [],
  steps: [],
  moves: [],
  blockers: [],
  failedChecks: [],
  pendingStarts: [],
  transfers: [],
  uninspected: [],
  withoutScript: [],
  exists: true,
};

const HEALTHY = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";

test("describeAssessment() of a healthy cluster is one sentence", () => {
  expect(describeAssessment(NOTHING)).toBe(HEALTHY);
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  const found = assess(EXAMPLE_TOPOLOGY, observed, noHostFacts("/root/conf"));
  expect(describeAssessment(found)).toBe(HEALTHY);
});

test("describePendingStarts() has a line for each kind, and is empty without any", () => {
  const kind = "another server program at the next restart";
  const text = "runs Redis 7.0.15";
  const pendingStarts = [7000, 7001].map((port) => ({ node: at(port), kind, text }));
  expect(describePendingStarts({ pendingStarts })).toBe(
    "The next restart changes more than the configuration\n" +
      "  192.168.56.65:7000, 7001  runs Redis 7.0.15",
  );
  expect(describePendingStarts(NOTHING)).toBe("");
});

test.each([
  [[], "6 servers run, without keys."],
  [[at(7004)], "5 servers run, without keys, 192.168.56.66:7004 will be created."],
  [[7000, 7001, 7002, 7003, 7004].map(at), "1 server runs, without keys, 5 nodes will be created."],
])("describeAssessment() of a creation that did not finish has no problems: %#", (lost, text) => {
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed = new Map([
    ...freshCluster(EXAMPLE_TOPOLOGY).observe(),
    ...lost.map((name) => [name, silent] as const),
  ]);
  const found = assess(EXAMPLE_TOPOLOGY, observed, noHostFacts("/root/conf"));
  expect(describeAssessment(found).split("\n").slice(0, 4)).toEqual([
    "Plan: finish creating a cluster of 6 nodes on 2 hosts",
    `  An earlier \`up\` did not finish it: ${text}`,
    "  shard  slots        primary             replicas",
    "  1      0-5460       192.168.56.65:7000  192.168.56.66:7004",
  ]);
});

test("describeAssessment() of a healthy cluster without replicas says nothing of them", () => {
  const hosts = [{ address: "A", ports: [1, 2, 3], domain: "A" }];
  const topology = place({ hosts, replicas: 0, allowSharedDomain: true });
  expect(describeAssessment({ ...NOTHING, topology })).toBe(
    "Cluster healthy: 3 of 3 nodes answer, 16384 slots served.",
  );
});

test("describeAssessment() of drift names the problems, then the plan", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).runs = false;
  cluster.node(at(7000)).settings = FORMING_SETTINGS;
  const found = assess(EXAMPLE_TOPOLOGY, cluster.observe(), noHostFacts("/root/conf"));
  expect(describeAssessment(found)).toBe(
    [
      "Problems",
      "  192.168.56.66:7004  stopped; identity and data are on disk",
      "  192.168.56.65:7000  temporary settings of cluster formation are still active",
      "Plan",
      "  start 192.168.56.66:7004",
    ].join("\n"),
  );
});

test.each([
  [1, "1 running node"],
  [6, "6 running nodes"],
])(
  "describeAssessment() of an adoption names the former owner and %i running nodes",
  (running, text) => {
    const adoption = { owner: "acme/redis-cluster/prod", running };
    const steps: Step[] = [{ kind: "record", node: at(7000) }];
    const problems = [{ node: at(7000), kind: "of another stack" }];
    expect(describeAssessment({ ...NOTHING, adoption, steps, problems })).toBe(
      [
        "Problems",
        "  192.168.56.65:7000  of another stack",
        "Plan",
        `  adopt the cluster of acme/redis-cluster/prod: ${text}`,
        "  record owner and members on 192.168.56.65",
      ].join("\n"),
    );
  },
);

test("describeAssessment() of hosts where nothing exists is the table of the new cluster", () => {
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed = new Map(
    [...freshCluster(EXAMPLE_TOPOLOGY).nodes.keys()].map((name) => [name, silent]),
  );
  const facts = { ...noHostFacts("/root/conf"), withoutScript: ["192.168.56.65", "192.168.56.66"] };
  const lines = describeAssessment(assess(EXAMPLE_TOPOLOGY, observed, facts)).split("\n");
  expect(lines[0]).toBe("Plan: create a cluster of 6 nodes on 2 hosts");
  expect(lines).toHaveLength(5);
});

test("describeAssessment() writes everything in the order in which it is done", () => {
  expect(
    describeAssessment({
      ...NOTHING,
      uninspected: ["Cannot reach B"],
      problems: [
        { node: "A:1", kind: "stopped", role: "cause" },
        { node: "A:2", kind: "cluster_state is fail", role: "symptom" },
      ],
      withoutScript: ["A", "B"],
      toCreate: ["A:3", "A:4"],
      steps: [{ kind: "start", node: "A:1", mode: "data" }],
    }),
  ).toBe(
    [
      "Cannot create A:3, 4: not every host could be inspected.",
      "  Cannot reach B",
      "  A server there may know these nodes. It would copy an empty node and lose its data.",
      "  Make every host reachable, then run `up` again.",
      "Problems",
      "  A:1  stopped",
      "Plan",
      "  install the node script on A, B",
      "  create A:3, 4",
      "  start A:1",
    ].join("\n"),
  );
});

test("describeAssessment() names a problem that no step fixes once", () => {
  const blocker = { node: "A:1", kind: "data files are missing", role: "cause" } as const;
  const symptom = { node: "A:2", kind: "cluster_state is fail", role: "symptom" } as const;
  expect(
    describeAssessment({ ...NOTHING, problems: [blocker, symptom], blockers: [blocker] }),
  ).toBe("`up` will fail: no step fixes these problems\n  A:1  data files are missing");
});

test("describeAssessment() says for whose data `up` waits, after its steps", () => {
  const problems = [
    { node: "A:1", kind: "copying from its primary", text: "copying from its primary, 41 %" },
  ];
  const transfers = [{ node: "A:1", kind: "copying", unit: "keys", counts: [] } as const];
  const steps: Step[] = [{ kind: "activateConf", node: "B:2" }];
  expect(describeAssessment({ ...NOTHING, problems, transfers, steps })).toBe(
    "Problems\n  A:1  copying from its primary, 41 %\n" +
      "Plan\n  activate the staged configuration of B:2\n  wait until A:1 has its data",
  );
});

test("describeAssessment() says that `up` waits if there are problems and no steps", () => {
  const problems = [{ node: "A:1", kind: "cluster_state is fail", role: "symptom" } as const];
  expect(describeAssessment({ ...NOTHING, problems })).toBe(
    "Problems\n  A:1  cluster_state is fail\nPlan\n  wait until the nodes agree (no steps)",
  );
});

test("describeAssessment() warns of what was not inspected, also if there is nothing to create", () => {
  expect(describeAssessment({ ...NOTHING, uninspected: ["Cannot reach B"] })).toBe(
    "Warning: not everything could be inspected\n  Cannot reach B",
  );
});

test("describeAssessment() of a host that lost its script is a plan alone", () => {
  expect(describeAssessment({ ...NOTHING, withoutScript: ["A"] })).toBe(
    "Plan\n  install the node script on A",
  );
  const withoutScript = ["A", "B", "C", "D", "E"];
  expect(describeAssessment({ ...NOTHING, withoutScript })).toBe(
    "Plan\n  install the node script on 5 hosts",
  );
});

test("describeAssessment() of a rejected configuration says nothing else", () => {
  const rejections = [{ node: "A:9", kind: "member of the cluster, but not declared" }];
  const problems = [{ node: "A:1", kind: "stopped" }];
  expect(describeAssessment({ ...NOTHING, rejections, problems })).toBe(
    "Configuration rejected. Nothing was changed.\n" +
      "  A:9  member of the cluster, but not declared",
  );
});

/** 200 nodes on 20 hosts. */
const LARGE: Topology = place({
  hosts: Array.from({ length: 20 }, (_, host) => ({
    address: `10.0.0.${host + 1}`,
    ports: Array.from({ length: 10 }, (_port, index) => 7000 + 10 * host + index),
    domain: `${host}`,
  })),
  replicas: 1,
  allowSharedDomain: false,
});
const FORMED = [...formedCluster(LARGE).observe()];

/** What can be wrong with one node. */
const FAULTS: readonly ((node: ObservedNode, index: number) => ObservedNode)[] = [
  (node) => node,
  () => ({ answers: false, reason: "connect ETIMEDOUT" }),
  (_, index) => ({ answers: false, reason: `NOAUTH ${index}`, refused: true }),
  () => ({
    answers: false,
    reason: "connect ECONNREFUSED",
    disk: { identity: true, data: true, peers: [] },
  }),
  (_, index) => ({
    answers: false,
    reason: "connect ECONNREFUSED",
    disk: { identity: index % 2 === 0, data: index % 3 === 0, peers: [`10.9.9.9:${index}`] },
  }),
  (node) => ({ ...node, clusterState: "fail", slotsOk: 5, linkUp: false }),
  (node) => ({ ...node, directoryRemoved: true }),
  (node, index) => ({
    ...node,
    keys: index,
    recorded: false,
    pidFile: false,
    saved: false,
    id: `${index % 7}`,
  }),
  (node, index) => ({
    ...node,
    confFile: `/srv/${index}.conf`,
    settings: { ...FORMING_SETTINGS, "cluster-node-timeout": `${index}` },
    conf: {
      declared: index % 2 === 0 ? "active" : "missing",
      changes: [`maxmemory ${index}`],
      drift: [{ name: `directive-${index}`, from: "1", to: "2" }],
      pending: [],
    },
  }),
  (node, index) =>
    node.answers
      ? {
          ...node,
          views: node.views.map((view, at) =>
            at % 9 === index % 9
              ? {
                  ...view,
                  flags: ["fail"],
                  slots: [{ start: index, end: index + at }],
                  primaryId: "x",
                }
              : { ...view, connected: at % 5 !== 0, openSlots: ["[1->-a]"] },
          ),
        }
      : node,
];

describe("describeAssessment() of 200 nodes", () => {
  test("has at most 40 lines, whatever is wrong", () => {
    const faults = fc.array(fc.nat(FAULTS.length - 1), { minLength: 1, maxLength: 12 });
    const facts = fc.record({
      uninspected: fc.array(fc.constant("Cannot reach a host"), { maxLength: 20 }),
      recorded: fc.constantFrom([], ["10.9.9.9:1", "10.9.9.9:2"]),
      withoutScript: fc.constantFrom(
        [],
        Array.from({ length: 20 }, (_, host) => `10.0.0.${host}`),
      ),
    });
    fc.assert(
      fc.property(faults, facts, fc.boolean(), (kinds, given, accepted) => {
        const observed = new Map(
          FORMED.map(([name, node], index) => {
            const fault = FAULTS[kinds[index % kinds.length] ?? 0];
            return [name, fault?.(node, index) ?? node];
          }),
        );
        const found = assess(LARGE, observed, { ...noHostFacts("/root/conf"), ...given });
        const text = describeAssessment(accepted ? { ...found, rejections: [] } : found);
        expect(text.split("\n").length).toBeLessThanOrEqual(40);
        expect(text).not.toBe("");
      }),
      { numRuns: 10 },
    );
  });

  test("has at most 40 lines when half of them leave, and at most 40 when they are replaced", () => {
    // The nodes have IDs by their ports, so that all of them differ.
    const hosts = (count: number, first = 7000) =>
      [0, 1, 2, 3].map((host) => ({
        address: `10.0.0.${host}`,
        ports: Array.from({ length: count }, (_, port) => first + 100 * host + port),
        domain: `${host}`,
      }));
    const before = { hosts: hosts(50), replicas: 1, allowSharedDomain: false };
    for (const [after, heading] of [
      [{ ...before, hosts: hosts(25) }, /^Plan: 200 nodes -> 100 nodes, 100 shards -> 50\n/],
      [{ ...before, hosts: hosts(50, 8000) }, /^Plan: replace 200 nodes\n/],
    ] as const) {
      const cluster = grownCluster(before, after);
      // What they learn of each other by gossip.
      const running = [...cluster.nodes.values()].filter(({ runs }) => runs);
      for (const node of running) {
        for (const other of running) if (other !== node) node.knows.add(other.name);
      }
      const observed = cluster.observe();
      const { topology, changes } = targetOf(after, observed);
      const found = assess(topology, observed, { ...noHostFacts("/root/conf"), changes });
      const text = describeAssessment(found);
      expect(text).toMatch(heading);
      expect(text).toMatch(/^ {2}remove (100|200) nodes: stop them, /m);
      expect(text.split("\n").length).toBeLessThanOrEqual(40);
    }
  }, 120_000);
});
