import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { measure } from "../../../tools/bench/measure";

test("measure() counts the clock and the CPU time of the programs that ended", async () => {
  const burn = "const end = Date.now() + 300; while (Date.now() < end);";
  const { seconds, cpuSeconds } = await measure(async () => {
    spawnSync(process.execPath, ["-e", burn]);
  });
  expect(seconds).toBeGreaterThan(0.3);
  expect(cpuSeconds).toBeGreaterThan(0.05);
  expect(cpuSeconds).toBeLessThan(seconds + 0.5);
});
