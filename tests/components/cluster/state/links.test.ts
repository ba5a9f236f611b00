import fc from "fast-check";
import { expect, test } from "vitest";
import { plan } from "../../../../components/cluster/plan/plan";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { NodeView } from "../../../../components/cluster/state/clusterNodes";
import {
  countMissingLinks,
  hasAllLinks,
  hasLink,
} from "../../../../components/cluster/state/links";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode, nodeView } from "../../../support/answeringNode";
import { EXAMPLE_TOPOLOGY } from "../../../support/example";
import { freshCluster } from "../../../support/formedCluster";

const PEER = answeringNode("B:2");

test.each<[boolean, string, Partial<NodeView>]>([
  [true, "a member with a link", {}],
  [true, "a failing member with a link", { flags: ["master", "fail"] }],
  [false, "one without a link", { connected: false }],
  [false, "one in handshake", { flags: ["handshake"] }],
  [false, "one without an address", { flags: ["slave", "noaddr"] }],
  [false, "one with another node ID", { id: "f".repeat(40) }],
])("hasLink() is %s for %s", (expected, _, changes) => {
  const node = answeringNode("A:1", { views: [nodeView("A:1"), nodeView("B:2", changes)] });
  expect(hasLink(node, PEER)).toBe(expected);
});

test("hasLink() is false for a peer that is not listed", () => {
  expect(hasLink(answeringNode("A:1"), PEER)).toBe(false);
});

const NAMES = ["A:1", "B:2"];

test.each<[boolean, string, ObservedNode, ObservedNode]>([
  [true, "lists its peer", answeringNode("A:1", { views: [nodeView("B:2")] }), PEER],
  [true, "is the only one that answers", answeringNode("A:1"), { answers: false, reason: "x" }],
  [false, "lists only itself", answeringNode("A:1"), PEER],
  [
    false,
    "is still in handshake",
    answeringNode("A:1", { views: [nodeView("B:2", { flags: ["handshake"] })] }),
    PEER,
  ],
  [false, "does not answer", { answers: false, reason: "x" }, PEER],
])("hasAllLinks() is %s for a node that %s", (expected, _, node, peer) => {
  const observed = new Map([
    ["A:1", node],
    ["B:2", peer],
  ]);
  expect(hasAllLinks("A:1", observed, NAMES)).toBe(expected);
});

test("hasAllLinks() is true of all nodes exactly if no meeting is planned", () => {
  const names = memberNames(EXAMPLE_TOPOLOGY);
  const index = fc.nat({ max: names.length - 1 });
  const pairs = fc.array(fc.tuple(index, index), { maxLength: 40 });
  fc.assert(
    fc.property(pairs, fc.boolean(), (met, gossips) => {
      const cluster = freshCluster(EXAMPLE_TOPOLOGY);
      for (const [a, b] of met) {
        cluster.apply({ kind: "meet", node: names[a] ?? "", peers: [names[b] ?? ""] });
      }
      if (gossips) cluster.gossip();
      const observed = cluster.observe();
      const isPlanned = plan(EXAMPLE_TOPOLOGY, observed).some(({ kind }) => kind === "meet");
      expect(names.every((name) => hasAllLinks(name, observed, names))).toBe(!isPlanned);
    }),
  );
});

test("countMissingLinks() counts each direction, and no node that does not answer", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  const count = () => countMissingLinks(cluster.observe());
  expect(count()).toBe(30);
  const [a = "", b = "", c = ""] = memberNames(EXAMPLE_TOPOLOGY);
  cluster.apply({ kind: "meet", node: a, peers: [b] });
  expect(count()).toBe(28);
  cluster.node(c).runs = false;
  expect(count()).toBe(18);
});
