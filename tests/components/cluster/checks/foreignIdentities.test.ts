import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { foreignIdentities } from "../../../../components/cluster/checks/foreignIdentities";
import type { NodeView } from "../../../../components/cluster/state/clusterNodes";
import type { ObservedNode } from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";

const [A, B] = ["10.0.0.1:7000", "10.0.0.2:7001"];
const OTHER_ID = "f".repeat(40);
const SLOTS = [{ start: 0, end: 1 }];

/** What is said of A and B, A listing this besides itself. */
function textsOf(...others: NodeView[]): string[] {
  const own = nodeView(A, { flags: ["myself", "master"] });
  const observed = new Map([
    [A, answeringNode(A, { views: [own, ...others] })],
    [B, answeringNode(B)],
  ]);
  return describeProblems(foreignIdentities(observed));
}

test.each<[string, NodeView, string[]]>([
  ["a declared node", nodeView(B), []],
  [
    "a node that is not declared",
    nodeView("10.9.9.9:1", { id: OTHER_ID }),
    [`10.9.9.9:1  not declared, but known with node ID ${OTHER_ID} to ${A}`],
  ],
  ["a node in handshake", nodeView("10.9.9.9:1", { flags: ["handshake"] }), []],
  ["a node without an address", nodeView(":0", { id: OTHER_ID, flags: ["slave", "noaddr"] }), []],
  [
    "a node without an address that owns slots",
    nodeView(":0", { id: OTHER_ID, flags: ["master", "noaddr"], slots: SLOTS }),
    [`node ID ${OTHER_ID} has no address any more, but is known to ${A}`],
  ],
  ["another node ID for a node that answers", nodeView(B, { id: OTHER_ID }), []],
  [
    "another node ID for a node that answers, if it owns slots",
    nodeView(B, { id: OTHER_ID, slots: SLOTS }),
    [`${B}  answers with node ID ${idOf(B)}, but is known with ${OTHER_ID} to ${A}`],
  ],
])("foreignIdentities() of %s", (_, view, lines) => {
  expect(textsOf(view)).toEqual(lines);
});

test("foreignIdentities() accepts any node ID of a declared node that does not answer", () => {
  const views = [nodeView(A, { flags: ["myself"] }), nodeView(B, { id: OTHER_ID })];
  const observed = new Map<string, ObservedNode>([
    [A, answeringNode(A, { views })],
    [B, { answers: false, reason: "x" }],
  ]);
  expect(foreignIdentities(observed)).toEqual([]);
});

test("foreignIdentities() names all nodes with the same node ID", () => {
  const observed = new Map(
    [A, B, "10.0.0.3:7002"].map((name, index) => [
      name,
      answeringNode(name, index < 2 ? { id: OTHER_ID } : {}),
    ]),
  );
  expect(describeProblems(foreignIdentities(observed))).toEqual([
    `${A}; ${B}  node ID ${OTHER_ID} is used more than once: nodes.conf was copied`,
  ]);
});
