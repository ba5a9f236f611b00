import { expect, test } from "vitest";
import { unreachableBusPorts } from "../../../../components/cluster/checks/unreachableBusPorts";
import { BUS_PORT_OFFSET } from "../../../../components/cluster/spec/clusterSpec";
import type { Observed } from "../../../../components/cluster/state/observed";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const PORTS = [7000, 7004, 7003, 7002, 7001, 7005];

/** The formed example, but `deaf` nodes have `port` in handshake for ever. */
function unheardOf(port: number, deaf: readonly number[]): Observed {
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

test("BUS_PORT_OFFSET is the cluster specification's", () => {
  expect(BUS_PORT_OFFSET).toBe(10000);
});

test("unheard() is empty when everybody has met", () => {
  expect(unreachableBusPorts(EXAMPLE_TOPOLOGY, formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual(
    [],
  );
});

test("unheard() says who cannot reach a bus port", () => {
  expect(unreachableBusPorts(EXAMPLE_TOPOLOGY, unheardOf(7004, [7000, 7001]))).toEqual([
    "192.168.56.65:7000, 192.168.56.65:7001 cannot reach the bus port 17004 of 192.168.56.66",
  ]);
});

test("unheard() takes a peer that a node was only told of for unheard", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const node = observed.get(at(7001));
  if (!node?.answers) throw new Error("It answers");
  const views = node.views.map((view) => ({ ...view, connected: view.name !== at(7003) }));
  observed.set(at(7001), { ...node, views });
  expect(unreachableBusPorts(EXAMPLE_TOPOLOGY, observed)).toEqual([
    "192.168.56.65:7001 cannot reach the bus port 17003 of 192.168.56.66",
  ]);
});

test("unheard() says when nobody can reach it", () => {
  const deaf = PORTS.filter((port) => port !== 7005);
  expect(unreachableBusPorts(EXAMPLE_TOPOLOGY, unheardOf(7005, deaf))).toEqual([
    "no other node can reach the bus port 17005 of 192.168.56.66",
  ]);
});

test("unheard() says nothing of nodes that do not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).runs = false;
  for (const node of cluster.nodes.values()) node.knows.delete(at(7003));
  expect(unreachableBusPorts(EXAMPLE_TOPOLOGY, cluster.observe())).toEqual([]);
});
