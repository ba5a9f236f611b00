import { beforeEach, expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { leavingProblems } from "../../../../components/cluster/checks/leaving";
import type { Observed, UnreachableNode } from "../../../../components/cluster/state/observed";
import { DECLARE_UNTIL_IT_RUNS } from "../../../../components/text/cures/clusterCures";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

/** A primary with its replica, which only FOUR_SHARDS declares. */
const PRIMARY = "192.168.56.66:7007";
const REPLICA = "192.168.56.65:7006";

let cluster: SimulatedCluster;
beforeEach(() => {
  cluster = grownCluster(EXAMPLE, FOUR_SHARDS, { runs: true });
  const [primary, replica] = [cluster.node(PRIMARY), cluster.node(REPLICA)];
  // What the growth of the cluster ends with.
  for (const node of cluster.nodes.values()) {
    for (const other of cluster.nodes.values()) if (other !== node) node.knows.add(other.name);
    node.wasMember = true;
  }
  primary.slots = [{ start: 0, end: 99 }];
  cluster.node(at(7000)).slots = [{ start: 100, end: 5460 }];
  replica.primary = PRIMARY;
});

/** The observed cluster in which a stopped node is also `changes`. */
function observed(name: string, changes: Partial<UnreachableNode> = {}): Observed {
  cluster.node(name).runs = false;
  const nodes = new Map(cluster.observe());
  const node = nodes.get(name);
  if (node?.answers === false) nodes.set(name, { ...node, ...changes });
  return nodes;
}

/** As if its host was not inspected. */
function withoutHost(name: string): Observed {
  const nodes = new Map(observed(name));
  nodes.set(name, { answers: false, reason: "connect ETIMEDOUT" });
  return nodes;
}

function problems(nodes: Observed): string[] {
  return describeProblems(leavingProblems(EXAMPLE_TOPOLOGY, nodes));
}

test("nodes that run can leave", () => {
  expect(problems(cluster.observe())).toEqual([]);
});

test("a stopped node that owns slots cannot leave", () => {
  expect(problems(observed(PRIMARY))).toEqual([
    "192.168.56.66:7007  is to leave, owns slots, and does not answer",
    `                    ${DECLARE_UNTIL_IT_RUNS}`,
  ]);
});

test("a stopped node without slots can leave, as its host can rename its files", () => {
  expect(problems(observed(REPLICA))).toEqual([]);
});

test("a node that loads its data can leave once it has them", () => {
  expect(problems(observed(PRIMARY, { transfer: { kind: "loading" } }))).toEqual([]);
});

test("a node that refuses cannot leave: nobody knows what it has", () => {
  const reason = "WRONGPASS invalid username-password pair";
  expect(problems(observed(REPLICA, { refused: true, reason }))).toEqual([
    `192.168.56.65:7006  is to leave, and refuses: ${reason}`,
    `                    ${DECLARE_UNTIL_IT_RUNS}`,
  ]);
});

test("a node on a host that does not answer cannot leave: it could come back", () => {
  expect(problems(withoutHost(REPLICA))).toEqual([
    "192.168.56.65:7006  is to leave, and neither it nor its host answers",
    `                    ${DECLARE_UNTIL_IT_RUNS}`,
  ]);
});

test("a node that all members have forgotten has left, whether its host answers or not", () => {
  for (const { knows } of cluster.nodes.values()) knows.delete(REPLICA);
  expect(problems(withoutHost(REPLICA))).toEqual([]);
});

test("declared nodes are none that leave", () => {
  expect(problems(withoutHost(at(7000)))).toEqual([]);
});
