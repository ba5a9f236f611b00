import { expect, test } from "vitest";
import { isAlone, myself } from "../../../components/cluster/observed";
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
