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
  node: A,
  kind: "stopped; its directory belongs to another cluster",
  text: "stopped; its directory belongs to another cluster: nodes.conf names 10.0.0.5:7000",
  advice:
    "Declare those nodes too, choose another directory or port, or move the directory aside if you do not need its data.",
  role: "cause",
};

function observed(a: ObservedNode, b: ObservedNode = { answers: false, reason: "" }): Observed {
  return new Map([
    [A, a],
    [B, b],
  ]);
}

test("otherClustersData() names the undeclared peers of a stopped node", () => {
  expect(otherClustersData(A, observed(STOPPED))).toEqual([OTHERS]);
});

test("otherClustersData() is empty for a node that running members know", () => {
  const member = answeringNode(B, { views: [nodeView(B), nodeView(A)] });
  expect(otherClustersData(A, observed(STOPPED, member))).toEqual([]);
  expect(otherClustersData(A, observed(STOPPED, answeringNode(B)))).toEqual([OTHERS]);
});

test.each([
  ["answers", answeringNode(A)],
  ["rejects the connection", { ...STOPPED, refused: true }],
  ["loads its data", { ...STOPPED, transfer: { kind: "loading" } }],
  ["was not inspected", { answers: false, reason: "" }],
] as const)("otherClustersData() is empty for a node that %s", (_, node) => {
  expect(otherClustersData(A, observed(node))).toEqual([]);
});
