import { expect, test } from "vitest";
import { table } from "../../../tools/bench/table";

const runs = (...seconds: number[]) =>
  seconds.map((one) => ({ seconds: one, cpuSeconds: one / 2 }));

test("table() shows medians, the range, the ratio of the medians and the target", () => {
  const byHand = { label: "by hand", runs: runs(8, 6, 7) };
  expect(
    table([
      byHand,
      { label: "`up`", runs: runs(3, 4.5, 4, 3.5), baseline: byHand, target: "0.65" },
    ]),
  ).toBe(
    [
      "| what | runs | s, median (min-max) | CPU s | ratio | target |",
      "| --- | --- | --- | --- | --- | --- |",
      "| by hand | 3 | 7.00 (6.00-8.00) | 3.50 |  |  |",
      '| `up` | 4 | 3.75 (3.00-4.50) | 1.88 | 0.536 of "by hand" | 0.65 |',
    ].join("\n"),
  );
});
