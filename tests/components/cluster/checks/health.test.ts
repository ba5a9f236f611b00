import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { clusterProblems, nodeProblems } from "../../../../components/cluster/checks/health";
import { missingSlots, type SlotRange } from "../../../../components/cluster/spec/slots";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { NodeView } from "../../../../components/cluster/state/clusterNodes";
import type {
  AnsweringNode,
  Observed,
  ObservedNode,
} from "../../../../components/cluster/state/observed";
import { idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";

const NAMES = memberNames(EXAMPLE_TOPOLOGY);

/** The formed example, but `port` answers with `changes`. */
function formedBut(
  port: number,
  changes: (node: AnsweringNode) => Partial<AnsweringNode>,
): Observed {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(port));
  if (node?.answers) observed.set(at(port), { ...node, ...changes(node) });
  return observed;
}

/** The formed example, but `port` says `changes` of `peer`. */
function seenBut(port: number, peer: number, changes: Partial<NodeView>): Observed {
  return formedBut(port, ({ views }) => ({
    views: views.map((view) => (view.name === at(peer) ? { ...view, ...changes } : view)),
  }));
}

function textsOf(observed: Observed): string[] {
  return describeProblems(clusterProblems(EXAMPLE_TOPOLOGY, observed));
}

/** The words of one node, also those that a text leaves out as symptoms. */
function wordsOf(name: string, observed: Observed, names: readonly string[]): string[] {
  return nodeProblems(name, observed, names).map(
    ({ node, kind, text = kind, by }) => `${node} ${text}${by === undefined ? "" : ` ${by}`}`,
  );
}

test("clusterProblems() is empty for a formed cluster", () => {
  expect(textsOf(formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});

test("clusterProblems() of a fresh cluster lists what each node lacks; the text has the causes", () => {
  const observed = freshCluster(EXAMPLE_TOPOLOGY).observe();
  const [first = "", second = ""] = NAMES;
  expect(clusterProblems(EXAMPLE_TOPOLOGY, observed)).toHaveLength(1 + 6 * 7);
  expect(wordsOf(first, observed, NAMES).slice(0, 3)).toEqual([
    `${first} cluster_state is fail`,
    `${first} only 0 of 16384 slots are ok`,
    `${second} no cluster bus link from ${first}`,
  ]);
  expect(textsOf(observed)).toEqual([
    "16384 slots have no owner: 0-16383",
    "6 nodes (192.168.56.65:7000, 7001, 7002; ...)  no cluster bus link from 5 nodes",
  ]);
});

test("clusterProblems() gives no advice on a stopped node without data: a step may start it", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const observed = new Map(cluster.observe());
  const disk = { identity: true, data: false, keepsNothing: true, peers: [] };
  observed.set(at(7005), { answers: false, reason: "connect ECONNREFUSED", disk });
  expect(describeProblems(clusterProblems(EXAMPLE_TOPOLOGY, observed))).toContain(
    "192.168.56.66:7005  stopped; data files are missing",
  );
  expect(clusterProblems(EXAMPLE_TOPOLOGY, observed).flatMap(({ advice }) => advice ?? [])).toEqual(
    [],
  );
});

test("clusterProblems() names a node that does not answer once", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).runs = false;
  expect(textsOf(cluster.observe())).toEqual([
    "192.168.56.66:7005  stopped; identity and data are on disk",
  ]);
});

test.each<[string, Observed, string]>([
  [
    "a failed state",
    formedBut(7000, () => ({ clusterState: "fail" })),
    "192.168.56.65:7000  cluster_state is fail",
  ],
  [
    "a slot that is not ok",
    formedBut(7001, () => ({ slotsOk: 16383 })),
    "192.168.56.65:7001  only 16383 of 16384 slots are ok",
  ],
  [
    "a replica out of sync",
    formedBut(7004, () => ({ linkUp: false })),
    "192.168.56.66:7004  replication link is down",
  ],
  [
    "a replica that copies",
    formedBut(7004, () => ({
      linkUp: false,
      transfer: { kind: "copying", bytes: 41, totalBytes: 100 },
    })),
    "192.168.56.66:7004  copying from its primary, 41 %",
  ],
  [
    "a handshake",
    seenBut(7003, 7005, { flags: ["handshake"] }),
    "192.168.56.66:7005  no cluster bus link from 192.168.56.66:7003",
  ],
  [
    "a lost address",
    seenBut(7003, 7005, { flags: ["slave", "noaddr"] }),
    "192.168.56.66:7005  no cluster bus link from 192.168.56.66:7003",
  ],
  [
    "a link that is down",
    seenBut(7003, 7005, { connected: false }),
    "192.168.56.66:7005  no cluster bus link from 192.168.56.66:7003",
  ],
  [
    "an old id",
    seenBut(7003, 7005, { id: "f".repeat(40) }),
    "192.168.56.66:7005  no cluster bus link from 192.168.56.66:7003",
  ],
  [
    "a suspicion",
    seenBut(7001, 7004, { flags: ["slave", "fail?"] }),
    "192.168.56.66:7004  marked fail? by 192.168.56.65:7001",
  ],
  [
    "a failure",
    seenBut(7001, 7003, { flags: ["master", "fail"] }),
    "192.168.56.66:7003  marked fail by 192.168.56.65:7001",
  ],
  [
    "an old role",
    seenBut(7002, 7004, { role: "primary", primaryId: undefined }),
    "192.168.56.66:7004  replica of 192.168.56.65:7000; seen as primary without slots by 192.168.56.65:7002",
  ],
  [
    "another primary",
    seenBut(7002, 7004, { primaryId: idOf(at(7001)) }),
    "192.168.56.66:7004  replica of 192.168.56.65:7000; seen as replica of 192.168.56.65:7001 by 192.168.56.65:7002",
  ],
  [
    "other slots",
    seenBut(7005, 7003, { slots: [{ start: 5461, end: 9000 }] }),
    "192.168.56.66:7003  primary of slots 5461-10922; seen as primary of slots 5461-9000 by 192.168.56.66:7005",
  ],
])("clusterProblems() names %s, and only that", (_, observed, line) => {
  expect(textsOf(observed)).toEqual([line]);
});

test("clusterProblems() accepts the flag that forming settings leave behind", () => {
  expect(textsOf(seenBut(7000, 7004, { flags: ["slave", "nofailover"] }))).toEqual([]);
});

test("nodeProblems() is empty for each node of a formed cluster", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(NAMES.flatMap((name) => nodeProblems(name, observed, NAMES))).toEqual([]);
});

test("nodeProblems() is what one node reports, first of itself and then of others", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7002));
  if (node?.answers) {
    const views = node.views.filter(({ name }) => name !== at(7005));
    observed.set(at(7002), { ...node, clusterState: "fail", linkUp: false, views });
  }
  expect(wordsOf(at(7002), observed, NAMES)).toEqual([
    "192.168.56.65:7002 cluster_state is fail",
    "192.168.56.65:7002 replication link is down",
    "192.168.56.66:7005 no cluster bus link from 192.168.56.65:7002",
  ]);
  expect(nodeProblems(at(7005), observed, NAMES)).toEqual([]);
});

test("nodeProblems() expects nothing of nodes that are not named or do not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).knows.clear();
  cluster.node(at(7005)).runs = false;
  const observed = cluster.observe();
  const [first = ""] = NAMES;
  expect(nodeProblems(first, observed, NAMES)).toEqual([]);
  expect(nodeProblems(first, observed, [first])).toEqual([]);
  expect(wordsOf(at(7005), observed, NAMES)).toEqual([
    "192.168.56.66:7005 stopped; identity and data are on disk",
  ]);
  expect(wordsOf("D:1", observed, NAMES)).toEqual(["D:1 not observed"]);
});

test("a stopped primary is listed alone, without what follows from it", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7000)).runs = false;
  cluster.node(at(7004)).linkUp = false;
  const problems = clusterProblems(EXAMPLE_TOPOLOGY, cluster.observe());
  expect(problems.map(({ kind }) => kind)).toContain("replication link is down");
  expect(problems.map(({ kind }) => kind)).toContain("cluster_state is fail");
  expect(describeProblems(problems)).toEqual([
    "192.168.56.65:7000  stopped; identity and data are on disk",
  ]);
});

test("a replica without a link to its running primary is listed next to a stopped node", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7000)).runs = false;
  cluster.node(at(7005)).linkUp = false;
  expect(textsOf(cluster.observe())).toEqual([
    "192.168.56.65:7000  stopped; identity and data are on disk",
    "192.168.56.66:7005  replication link is down",
  ]);
});

test("hosts that cannot reach each other are two rows, not one for each pair of nodes", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const isHere = (name: string) => name.startsWith("192.168.56.65");
  const observed = new Map(
    [...cluster.observe()].map(([name, node]): [string, ObservedNode] => {
      if (!node.answers) return [name, node];
      const views = node.views.map((view) => ({
        ...view,
        connected: isHere(view.name) === isHere(name),
      }));
      return [name, { ...node, views, clusterState: "fail" }];
    }),
  );
  expect(textsOf(observed)).toEqual([
    "192.168.56.66:7003, 7004, 7005  no cluster bus link from 192.168.56.65:7000, 7001, 7002",
    "192.168.56.65:7000, 7001, 7002  no cluster bus link from 192.168.56.66:7003, 7004, 7005",
  ]);
});

test.each<[SlotRange[], string]>([
  [[{ start: 16000, end: 16000 }], "1 slot has no owner: 16000"],
  [[{ start: 16000, end: 16001 }], "2 slots have no owner: 16000-16001"],
  [
    [11000, 11002, 11004, 11006, 11008].map((slot) => ({ start: slot, end: slot })),
    "5 slots have no owner: 11000 11002 11004 and 2 more ranges",
  ],
])("clusterProblems() names slots without an owner: %j", (lost, line) => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7001)).slots = missingSlots([{ start: 10923, end: 16383 }], lost);
  expect(textsOf(cluster.observe())).toEqual([line]);
});
