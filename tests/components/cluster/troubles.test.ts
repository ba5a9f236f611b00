import { expect, test } from "vitest";
import { memberNames } from "../../../components/cluster/topology";
import { troubles } from "../../../components/cluster/troubles";
import { at, EXAMPLE_TOPOLOGY } from "../../support/example";
import { formedCluster } from "../../support/formedCluster";

const NAMES = memberNames(EXAMPLE_TOPOLOGY);

test("troubles() has nothing to say for any node of a formed cluster", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(NAMES.flatMap((name) => troubles(name, observed, NAMES))).toEqual([]);
});

test("troubles() is the word of that node alone, on itself and then on the others", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7002));
  if (node?.answers) {
    const views = node.views.filter(({ name }) => name !== at(7005));
    observed.set(at(7002), { ...node, clusterState: "fail", linkUp: false, views });
  }
  expect(troubles(at(7002), observed, NAMES)).toEqual([
    "192.168.56.65:7002 says cluster_state:fail",
    "192.168.56.65:7002 is not in sync with its primary",
    "192.168.56.65:7002 has no link to 192.168.56.66:7005",
  ]);
  expect(troubles(at(7005), observed, NAMES)).toEqual([]);
});

test("troubles() expects nothing of nodes that are not named or do not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).knows.clear();
  cluster.node(at(7005)).runs = false;
  const observed = cluster.observe();
  const [first = ""] = NAMES;
  expect(troubles(first, observed, NAMES)).toEqual([]);
  expect(troubles(first, observed, [first])).toEqual([]);
  expect(troubles(at(7005), observed, NAMES)).toEqual([
    "192.168.56.66:7005 does not answer: connect ECONNREFUSED",
  ]);
  expect(troubles("D:1", observed, NAMES)).toEqual(["D:1 does not answer: it was not asked"]);
});
