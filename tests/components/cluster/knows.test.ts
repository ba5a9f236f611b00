import { expect, test } from "vitest";
import { knows } from "../../../components/cluster/knows";
import type { NodeView } from "../../../components/cluster/views";
import { answeringNode, nodeView } from "../../support/answeringNode";

const PEER = answeringNode("B:2");

test.each<[boolean, string, Partial<NodeView>]>([
  [true, "a member with a link", {}],
  [true, "a failing member with a link", { flags: ["master", "fail"] }],
  [false, "one without a link", { connected: false }],
  [false, "one in handshake", { flags: ["handshake"] }],
  [false, "one whose address is lost", { flags: ["slave", "noaddr"] }],
  [false, "one of another id", { id: "f".repeat(40) }],
])("knows() is %s for %s", (expected, _, changes) => {
  const node = answeringNode("A:1", { views: [nodeView("A:1"), nodeView("B:2", changes)] });
  expect(knows(node, PEER)).toBe(expected);
});

test("knows() is false for a peer that is not listed", () => {
  expect(knows(answeringNode("A:1"), PEER)).toBe(false);
});
