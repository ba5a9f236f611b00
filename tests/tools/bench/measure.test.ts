import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { measure, summarize } from "../../../tools/bench/measure";

/** Burns until it has both, as 0.3 s on a busy machine's clock may be little CPU time; prints its own in us. */
const BURN = `
const end = Date.now() + 300;
while (Date.now() < end || process.cpuUsage().user < 100_000);
const { user, system } = process.cpuUsage();
console.log(user + system);
`;

test("measure() measures wall-clock and CPU time of the programs that ended", async () => {
  let printed = "";
  const { seconds, cpuSeconds } = await measure(async () => {
    printed = spawnSync(process.execPath, ["-e", BURN], { encoding: "utf8" }).stdout;
  });
  const own = Number(printed) / 1_000_000;
  expect(seconds).toBeGreaterThan(0.3);
  // The kernel counts in ticks of 10 ms. The program's end is CPU time too, which no other work lengthens.
  expect(cpuSeconds).toBeGreaterThan(own - 0.05);
  expect(cpuSeconds).toBeLessThan(own + 0.5);
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
