import { expect, test } from "vitest";
import { clusterProblems, nodeProblems } from "../../../../components/cluster/checks/health";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { NodeView } from "../../../../components/cluster/state/clusterNodes";
import type { AnsweringNode, Observed } from "../../../../components/cluster/state/observed";
import { idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";

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
  return clusterProblems(EXAMPLE_TOPOLOGY, observed);
}

test("unsettled() has nothing to say of a formed cluster", () => {
  expect(textsOf(formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});

test("unsettled() says of a fresh cluster what each node lacks", () => {
  const lines = textsOf(freshCluster(EXAMPLE_TOPOLOGY).observe());
  expect(lines).toHaveLength(6 * 7);
  expect(lines.slice(0, 3)).toEqual([
    "192.168.56.65:7000 says cluster_state:fail",
    "192.168.56.65:7000 sees 0 of 16384 slots ok",
    "192.168.56.65:7000 has no link to 192.168.56.66:7004",
  ]);
});

test("unsettled() names a silent node once and what the others see of it", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).runs = false;
  expect(textsOf(cluster.observe())).toEqual([
    "192.168.56.66:7005 does not answer: connect ECONNREFUSED",
  ]);
});

test.each<[string, Observed, string]>([
  [
    "a failed state",
    formedBut(7000, () => ({ clusterState: "fail" })),
    "192.168.56.65:7000 says cluster_state:fail",
  ],
  [
    "a missing slot",
    formedBut(7001, () => ({ slotsOk: 16383 })),
    "192.168.56.65:7001 sees 16383 of 16384 slots ok",
  ],
  [
    "a replica out of sync",
    formedBut(7004, () => ({ linkUp: false })),
    "192.168.56.66:7004 is not in sync with its primary",
  ],
  [
    "a handshake",
    seenBut(7003, 7005, { flags: ["handshake"] }),
    "192.168.56.66:7003 has no link to 192.168.56.66:7005",
  ],
  [
    "a lost address",
    seenBut(7003, 7005, { flags: ["slave", "noaddr"] }),
    "192.168.56.66:7003 has no link to 192.168.56.66:7005",
  ],
  [
    "a link that is down",
    seenBut(7003, 7005, { connected: false }),
    "192.168.56.66:7003 has no link to 192.168.56.66:7005",
  ],
  [
    "an old id",
    seenBut(7003, 7005, { id: "f".repeat(40) }),
    "192.168.56.66:7003 has no link to 192.168.56.66:7005",
  ],
  [
    "a suspicion",
    seenBut(7001, 7004, { flags: ["slave", "fail?"] }),
    "192.168.56.65:7001 sees 192.168.56.66:7004 as fail?",
  ],
  [
    "a failure",
    seenBut(7001, 7003, { flags: ["master", "fail"] }),
    "192.168.56.65:7001 sees 192.168.56.66:7003 as fail",
  ],
  [
    "an old role",
    seenBut(7002, 7004, { role: "primary", primaryId: undefined }),
    "192.168.56.65:7002 sees 192.168.56.66:7004 as primary without slots, " +
      `it is replica of ${idOf(at(7000))}`,
  ],
  [
    "another primary",
    seenBut(7002, 7004, { primaryId: idOf(at(7001)) }),
    `192.168.56.65:7002 sees 192.168.56.66:7004 as replica of ${idOf(at(7001))}, ` +
      `it is replica of ${idOf(at(7000))}`,
  ],
  [
    "other slots",
    seenBut(7005, 7003, { slots: [{ start: 5461, end: 9000 }] }),
    "192.168.56.66:7005 sees 192.168.56.66:7003 as primary of 5461-9000, " +
      "it is primary of 5461-10922",
  ],
])("unsettled() names %s, and only that", (_, observed, line) => {
  expect(textsOf(observed)).toEqual([line]);
});

test("unsettled() takes the flag that forming settings leave for no fault", () => {
  expect(textsOf(seenBut(7000, 7004, { flags: ["slave", "nofailover"] }))).toEqual([]);
});

const NAMES = memberNames(EXAMPLE_TOPOLOGY);

test("troubles() has nothing to say for any node of a formed cluster", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(NAMES.flatMap((name) => nodeProblems(name, observed, NAMES))).toEqual([]);
});

test("troubles() is the word of that node alone, on itself and then on the others", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7002));
  if (node?.answers) {
    const views = node.views.filter(({ name }) => name !== at(7005));
    observed.set(at(7002), { ...node, clusterState: "fail", linkUp: false, views });
  }
  expect(nodeProblems(at(7002), observed, NAMES)).toEqual([
    "192.168.56.65:7002 says cluster_state:fail",
    "192.168.56.65:7002 is not in sync with its primary",
    "192.168.56.65:7002 has no link to 192.168.56.66:7005",
  ]);
  expect(nodeProblems(at(7005), observed, NAMES)).toEqual([]);
});

test("troubles() expects nothing of nodes that are not named or do not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).knows.clear();
  cluster.node(at(7005)).runs = false;
  const observed = cluster.observe();
  const [first = ""] = NAMES;
  expect(nodeProblems(first, observed, NAMES)).toEqual([]);
  expect(nodeProblems(first, observed, [first])).toEqual([]);
  expect(nodeProblems(at(7005), observed, NAMES)).toEqual([
    "192.168.56.66:7005 does not answer: connect ECONNREFUSED",
  ]);
  expect(nodeProblems("D:1", observed, NAMES)).toEqual(["D:1 does not answer: it was not asked"]);
});
