import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { measure, summarize } from "../../../tools/bench/measure";

test("measure() measures wall-clock and CPU time of the programs that ended", async () => {
  const burn = "const end = Date.now() + 300; while (Date.now() < end);";
  const { seconds, cpuSeconds } = await measure(async () => {
    spawnSync(process.execPath, ["-e", burn]);
  });
  expect(seconds).toBeGreaterThan(0.3);
  expect(cpuSeconds).toBeGreaterThan(0.05);
  expect(cpuSeconds).toBeLessThan(seconds + 0.5);
});

test.each([
  [[5], { median: 5, min: 5, max: 5 }],
  [[10, 9], { median: 9.5, min: 9, max: 10 }],
  [[3, 10, 1], { median: 3, min: 1, max: 10 }],
])("summarize(%j)", (values, summary) => {
  expect(summarize(values)).toEqual(summary);
});

test("summarize() rejects an empty list", () => {
  expect(() => summarize([])).toThrow(
    new RangeError("Cannot summarize measurements: there are none"),
  );
});
