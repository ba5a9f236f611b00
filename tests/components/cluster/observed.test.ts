import { expect, test } from "vitest";
import { isAlone, isClose, myself } from "../../../components/cluster/observed";
import { answeringNode, nodeView } from "../../support/answeringNode";

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
