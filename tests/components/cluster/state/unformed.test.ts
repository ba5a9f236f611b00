import { expect, test } from "vitest";
import type { AnsweringNode, Observed } from "../../../../components/cluster/state/observed";
import {
  isUnformed,
  joinedNodes,
  servesNothing,
} from "../../../../components/cluster/state/unformed";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;
const A = nodeView("A:1", { flags: ["myself", "master"], slots: [{ start: 0, end: 16383 }] });

/** Two nodes: A:1 with these changes, and B:2. */
function observed(changes: Partial<AnsweringNode> = {}): Observed {
  return new Map([
    ["A:1", answeringNode("A:1", changes)],
    ["B:2", answeringNode("B:2")],
  ]);
}

test.each<[string, boolean, Observed, readonly string[]]>([
  ["fresh nodes", true, observed(), []],
  ["nodes that have met and have slots", true, observed({ views: [A, nodeView("B:2")] }), []],
  ["nodes of which one serves already", true, observed({ clusterState: "ok" }), []],
  ["a node with a key", false, observed({ keys: 1 }), []],
  ["a recorded member", false, observed(), ["A:1"]],
  ["a peer that is not declared", false, observed({ views: [A, nodeView("C:3")] }), []],
  ["a node that does not answer", false, new Map([...observed(), ["C:3", SILENT]]), []],
])("isUnformed() of %s: %s", (_, unformed, nodes, members) => {
  expect(isUnformed(nodes, members)).toBe(unformed);
});

test("servesNothing() goes by what the nodes say", () => {
  expect(servesNothing(new Map([...observed(), ["C:3", SILENT]]))).toBe(true);
  expect(servesNothing(observed({ clusterState: "ok" }))).toBe(false);
});

test("joinedNodes() lists nodes with peers, slots or a primary, the primaries first", () => {
  expect(joinedNodes(new Map([...observed(), ["C:3", SILENT]]))).toEqual([]);
  expect(joinedNodes(observed({ views: [A] }))).toEqual(["A:1"]);
  const own = nodeView("A:1", { flags: ["myself", "slave"], role: "replica" });
  const peer = nodeView("B:2", { flags: ["myself", "master"] });
  expect(
    joinedNodes(
      new Map([
        ["A:1", answeringNode("A:1", { views: [own] })],
        ["B:2", answeringNode("B:2", { views: [peer, nodeView("A:1")] })],
      ]),
    ),
  ).toEqual(["B:2", "A:1"]);
});
