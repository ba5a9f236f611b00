import { expect, test } from "vitest";
import { isAlone, isClose, myself, viewOf } from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";

const own = nodeView("A:1", { flags: ["myself", "slave"] });

test("myself() finds the node's own line among the others", () => {
  expect(myself(answeringNode("A:1", { views: [nodeView("B:1"), own] }))).toEqual(own);
  expect(myself(answeringNode("A:1", { views: [] }))).toBeUndefined();
});

test("isAlone() is true until a second line is there", () => {
  expect(isAlone(answeringNode("A:1"))).toBe(true);
  expect(isAlone(answeringNode("A:1", { views: [own, nodeView("B:1")] }))).toBe(false);
});

test("isClose() is false while one node is silent or was not asked for its directives", () => {
  const close = answeringNode("A:1", { directives: new Map([["maxmemory", "0"]]) });
  expect(isClose(new Map([["A:1", close]]))).toBe(true);
  for (const other of [answeringNode("B:2"), { answers: false, reason: "x" } as const]) {
    expect(
      isClose(
        new Map([
          ["A:1", close],
          ["B:2", other],
        ]),
      ),
    ).toBe(false);
  }
});

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
