import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { otherPassword } from "../../../../components/cluster/checks/otherPassword";
import type { ObservedNode, UnreachableNode } from "../../../../components/cluster/state/observed";
import { answeringNode } from "../../../support/answeringNode";

function rejecting(requires: UnreachableNode["requires"]): UnreachableNode {
  return { answers: false, reason: "", refused: true, ...(requires ? { requires } : {}) };
}

const ADVICE =
  "A password cannot be changed or removed yet. Set `password` to the one that the servers have.";

test("otherPassword() names the nodes whose password is another, and what to do", () => {
  const observed = new Map<string, ObservedNode>([
    ["A:1", rejecting("another password")],
    ["A:2", rejecting("another password")],
    ["B:1", answeringNode("B:1")],
  ]);
  expect(describeProblems(otherPassword(observed))).toEqual([
    "A:1, 2  requires another password than the configuration's",
    `        ${ADVICE}`,
  ]);
});

test("otherPassword() names a password that is not declared", () => {
  expect(describeProblems(otherPassword(new Map([["A:1", rejecting("a password")]])))).toEqual([
    "A:1  requires a password, and the configuration has none",
    `     ${ADVICE}`,
  ]);
});

test("otherPassword() says nothing of other rejections, and of nodes that do not answer", () => {
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed = new Map([
    ["A:1", rejecting(undefined)],
    ["A:2", silent],
  ]);
  expect(otherPassword(observed)).toEqual([]);
});
