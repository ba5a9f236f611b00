import { expect, test } from "vitest";
import { groupBy } from "../../../../components/cluster/spec/groupBy";

test("groupBy() keeps the order in which keys and items come first", () => {
  expect([...groupBy(["b1", "a1", "b2"], ([letter = ""]) => letter)]).toEqual([
    ["b", ["b1", "b2"]],
    ["a", ["a1"]],
  ]);
  expect(groupBy([], String)).toEqual(new Map());
});
