import { expect, test } from "vitest";
import { viewOf } from "../../../components/cluster/viewOf";
import { answeringNode, idOf, nodeView } from "../../support/answeringNode";

test("viewOf() gives the line that speaks of an id, each time of the node that was asked", () => {
  const [first, second] = [
    nodeView("10.0.0.1:7001"),
    nodeView("10.0.0.1:7001", { connected: false }),
  ];
  const one = answeringNode("10.0.0.1:7000", { views: [nodeView("10.0.0.1:7000"), first] });
  const other = answeringNode("10.0.0.1:7000", { views: [second] });
  expect(viewOf(one, idOf("10.0.0.1:7001"))).toBe(first);
  expect(viewOf(other, idOf("10.0.0.1:7001"))).toBe(second);
  expect(viewOf(one, idOf("10.0.0.1:7002"))).toBeUndefined();
});
