import { expect, test } from "vitest";
import { describeFailedStarts } from "../../../../components/cluster/checks/failedStarts";

/** So many nodes that did not start. */
function failed(count: number): { reason: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    reason: `Cannot start A:${index}: taken`,
  }));
}

test.each([
  [0, []],
  [1, ["Cannot start A:0: taken"]],
  [4, [0, 1, 2, 3].map((port) => `Cannot start A:${port}: taken`)],
  [
    5,
    [...[0, 1, 2].map((port) => `Cannot start A:${port}: taken`), "2 more servers did not start."],
  ],
])("describeFailedStarts() of %i nodes", (count, lines) => {
  expect(describeFailedStarts(failed(count))).toBe(lines.join("\n"));
});
