import fc from "fast-check";
import { expect, test } from "vitest";
import { answeringNodes } from "../../../../components/cluster/plan/form";
import { planMeetings } from "../../../../components/cluster/plan/meetings";
import { memberNames } from "../../../../components/cluster/spec/topology";
import { hasAllLinks } from "../../../../components/cluster/state/links";
import { freshCluster } from "../../../support/formedCluster";
import { topologyOf } from "../../../support/manyNodes";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const MANY = topologyOf(200);

/** The peers that each node is to meet, by its name. */
function meetingsOf(
  cluster: SimulatedCluster,
  topology = topologyOf(cluster.nodes.size),
): Map<string, readonly string[]> {
  const steps = planMeetings(answeringNodes(topology, cluster.observe()));
  return new Map(steps.flatMap((step) => (step.kind === "meet" ? [[step.node, step.peers]] : [])));
}

function meet(cluster: SimulatedCluster, meetings: ReadonlyMap<string, readonly string[]>): void {
  for (const [node, peers] of meetings) cluster.apply({ kind: "meet", node, peers });
}

test("in a small cluster each node meets every other", () => {
  const topology = topologyOf(60);
  const names = memberNames(topology);
  expect(meetingsOf(freshCluster(topology))).toEqual(
    new Map(names.slice(0, -1).map((name, index) => [name, names.slice(index + 1)])),
  );
});

test("of many nodes each meets few, the first of them at the distances 1, 2, 4 ..", () => {
  const names = memberNames(MANY);
  const meetings = meetingsOf(freshCluster(MANY));
  expect(meetings.get(names[0] ?? "")).toEqual(
    [1, 2, 4, 8, 16, 32, 64, 128].map((distance) => names[distance]),
  );
  expect(Math.max(...[...meetings.values()].map((peers) => peers.length))).toBe(8);
});

test("these meetings and gossip connect all nodes", () => {
  const cluster = freshCluster(MANY);
  meet(cluster, meetingsOf(cluster));
  expect(meetingsOf(cluster).size).toBeGreaterThan(100);
  cluster.gossip();
  expect(meetingsOf(cluster)).toEqual(new Map());
});

test("nodes that gossip left out meet", () => {
  const cluster = freshCluster(MANY);
  meet(cluster, meetingsOf(cluster));
  cluster.gossip();
  const names = memberNames(MANY);
  const [first = "", last = ""] = [names[0], names[199]];
  cluster.node(last).knows.delete(first);
  expect(meetingsOf(cluster)).toEqual(new Map([[first, [last]]]));
});

test("meetings are planned as long as any two nodes have no link", () => {
  const topology = topologyOf(62);
  const names = memberNames(topology);
  const index = fc.nat({ max: names.length - 1 });
  const pairs = fc.array(fc.tuple(index, index), { maxLength: 200 });
  fc.assert(
    fc.property(pairs, fc.boolean(), (met, gossips) => {
      const cluster = freshCluster(topology);
      for (const [a, b] of met) meet(cluster, new Map([[names[a] ?? "", [names[b] ?? ""]]]));
      if (gossips) cluster.gossip();
      const observed = cluster.observe();
      const isLinked = names.every((name) => hasAllLinks(name, observed, names));
      expect(meetingsOf(cluster, topology).size === 0).toBe(isLinked);
    }),
    { numRuns: 30 },
  );
});
