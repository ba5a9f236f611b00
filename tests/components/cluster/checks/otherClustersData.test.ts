import { expect, test } from "vitest";
import { otherClustersData } from "../../../../components/cluster/checks/otherClustersData";
import type { Observed, ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const [A, B] = ["192.168.56.65:7000", "192.168.56.66:7003"];
const STOPPED = {
  answers: false,
  reason: "connect ECONNREFUSED",
  disk: { identity: true, data: true, peers: [B, "10.0.0.5:7000"] },
} as const;

const OTHERS = {
  subject: A,
  reason:
    "is stopped, and its folder belongs to another cluster: its nodes.conf names 10.0.0.5:7000, no nodes of this stack. " +
    "Put them into its hosts, choose another directory or port, or move the folder away if its data may go",
};

function observed(a: ObservedNode, b: ObservedNode = { answers: false, reason: "" }): Observed {
  return new Map([
    [A, a],
    [B, b],
  ]);
}

test("foreignFolder() names what a stopped node knows and the stack does not", () => {
  expect(otherClustersData(A, observed(STOPPED))).toEqual([OTHERS]);
});

test("foreignFolder() names nobody for a node that running members know", () => {
  const member = answeringNode(B, { views: [nodeView(B), nodeView(A)] });
  expect(otherClustersData(A, observed(STOPPED, member))).toEqual([]);
  expect(otherClustersData(A, observed(STOPPED, answeringNode(B)))).toEqual([OTHERS]);
});

test.each([
  ["answers", answeringNode(A)],
  ["refuses to be asked", { ...STOPPED, refused: true }],
  ["was not looked at", { answers: false, reason: "" }],
] as const)("foreignFolder() names nobody for a node that %s", (_, node) => {
  expect(otherClustersData(A, observed(node))).toEqual([]);
});
