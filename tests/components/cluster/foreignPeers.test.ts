import { expect, test } from "vitest";
import { foreignPeers } from "../../../components/cluster/foreignPeers";
import type { Observed, ObservedNode } from "../../../components/cluster/observed";
import { answeringNode, nodeView } from "../../support/answeringNode";

const [A, B] = ["192.168.56.65:7000", "192.168.56.66:7003"];
const STOPPED = {
  answers: false,
  reason: "connect ECONNREFUSED",
  disk: { identity: true, data: true, peers: [B, "10.0.0.5:7000"] },
} as const;

function observed(a: ObservedNode, b: ObservedNode = { answers: false, reason: "" }): Observed {
  return new Map([
    [A, a],
    [B, b],
  ]);
}

test("foreignPeers() names what a stopped node knows and the stack does not", () => {
  expect(foreignPeers(A, observed(STOPPED))).toEqual(["10.0.0.5:7000"]);
});

test("foreignPeers() names nobody for a node that running members know", () => {
  const member = answeringNode(B, { views: [nodeView(B), nodeView(A)] });
  expect(foreignPeers(A, observed(STOPPED, member))).toEqual([]);
  expect(foreignPeers(A, observed(STOPPED, answeringNode(B)))).toEqual(["10.0.0.5:7000"]);
});

test.each([
  ["answers", answeringNode(A)],
  ["refuses to be asked", { ...STOPPED, refused: true }],
  ["was not looked at", { answers: false, reason: "" }],
] as const)("foreignPeers() names nobody for a node that %s", (_, node) => {
  expect(foreignPeers(A, observed(node))).toEqual([]);
});
