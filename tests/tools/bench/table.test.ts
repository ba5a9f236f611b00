import { expect, test } from "vitest";
import { gapTable, growthRows, rowsOf, table } from "../../../tools/bench/table";

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

test("gapTable() shows the longest time of each change with its target", () => {
  expect(gapTable([{ label: "a failover", longest: [90, 120, 100], target: 200 }])).toBe(
    [
      "| what | runs | ms without an accepted write, median (min-max) | target |",
      "| --- | --- | --- | --- |",
      "| a failover | 3 | 100 (90-120) | 200 |",
    ].join("\n"),
  );
});

/** Measurements in which everything takes that many seconds. */
function measured(seconds: number, { byHand }: { byHand: boolean }) {
  const [returned = { seconds, cpuSeconds: 0 }] = runs(seconds);
  const formation = [{ returned, formed: returned }];
  const [hand, all] = [byHand ? formation : [], [returned]];
  return { hand, up: formation, idle: all, uninspected: all, destroy: all, converge: formation };
}

test("rowsOf() compares with what was made by hand, if that was measured", () => {
  const small = rowsOf(60, measured(2, { byHand: true }));
  expect(small.map(({ label }) => label).slice(0, 3)).toEqual([
    "60 nodes by hand, until formed",
    "until the command returns",
    "60 nodes by `up`, until formed",
  ]);
  expect(small[2]?.baseline?.label).toBe("by hand");
  const [first] = rowsOf(200, measured(2, { byHand: false }));
  expect(first).toEqual({
    label: "200 nodes by `up`, until formed",
    runs: runs(2),
    target: "75 s",
  });
});

test("growthRows() compares 120 nodes with 60, if both were measured", () => {
  const [sixty, more] = [measured(2, { byHand: true }), measured(5, { byHand: false })];
  expect(growthRows(new Map([[60, sixty]]))).toEqual([]);
  const results = new Map([
    [60, sixty],
    [120, more],
  ]);
  expect(table(growthRows(results)).split("\n").slice(2)).toEqual([
    '| 120 nodes by `up`, until the command returns | 1 | 5.00 (5.00-5.00) | 2.50 | 2.500 of "60 nodes" | 2.5 |',
    '| 120 nodes by `destroy`, until the command returns | 1 | 5.00 (5.00-5.00) | 2.50 | 2.500 of "60 nodes" | 2.5 |',
  ]);
});
