import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { unreachableBusPorts } from "../../../../components/cluster/checks/unreachableBusPorts";
import { BUS_PORT_OFFSET } from "../../../../components/cluster/spec/clusterSpec";
import type { Observed } from "../../../../components/cluster/state/observed";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const PORTS = [7000, 7004, 7003, 7002, 7001, 7005];

/** The formed example, but `port` stays in handshake on the `deaf` nodes. */
function unreachableFrom(port: number, deaf: readonly number[]): Observed {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  for (const name of deaf.map(at)) {
    const node = observed.get(name);
    if (!node?.answers) continue;
    const views = node.views.map((view) =>
      view.name === at(port) ? { ...view, flags: ["handshake"] } : view,
    );
    observed.set(name, { ...node, views });
  }
  return observed;
}

function textsOf(observed: Observed): string[] {
  return describeProblems(unreachableBusPorts(EXAMPLE_TOPOLOGY, observed));
}

test("BUS_PORT_OFFSET is the cluster specification's", () => {
  expect(BUS_PORT_OFFSET).toBe(10000);
});

test("unreachableBusPorts() is empty if all nodes have met", () => {
  expect(textsOf(formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});

test("unreachableBusPorts() names the nodes that cannot reach a bus port", () => {
  expect(textsOf(unreachableFrom(7004, [7000, 7001]))).toEqual([
    "192.168.56.66:7004  cluster bus port 17004 cannot be reached from 192.168.56.65:7000, 7001",
  ]);
});

test("unreachableBusPorts() names a peer that a node only heard of from others", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7001));
  if (!node?.answers) throw new Error("It answers");
  const views = node.views.map((view) => ({ ...view, connected: view.name !== at(7003) }));
  observed.set(at(7001), { ...node, views });
  expect(textsOf(observed)).toEqual([
    "192.168.56.66:7003  cluster bus port 17003 cannot be reached from 192.168.56.65:7001",
  ]);
});

test("unreachableBusPorts() counts many nodes", () => {
  const deaf = PORTS.filter((port) => port !== 7005);
  expect(textsOf(unreachableFrom(7005, deaf))).toEqual([
    "192.168.56.66:7005  cluster bus port 17005 cannot be reached from 5 nodes",
  ]);
});

test("unreachableBusPorts() skips nodes that do not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).runs = false;
  for (const node of cluster.nodes.values()) node.knows.delete(at(7003));
  expect(textsOf(cluster.observe())).toEqual([]);
});
