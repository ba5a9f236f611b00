import { expect, test } from "vitest";
import { summarize } from "../../../tools/bench/summarize";

test.each([
  [[5], { median: 5, min: 5, max: 5 }],
  [[10, 9], { median: 9.5, min: 9, max: 10 }],
  [[3, 10, 1], { median: 3, min: 1, max: 10 }],
])("summarize(%j)", (values, summary) => {
  expect(summarize(values)).toEqual(summary);
});

test("summarize() refuses nothing", () => {
  expect(() => summarize([])).toThrow(
    new RangeError("Cannot sum up measurements as there must be one: none given"),
  );
});
