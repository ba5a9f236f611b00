import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { measure } from "../../bench/measure";

/** Burns until it has both, as 0.3 s on a busy machine's clock may be little CPU time; prints its own in us. */
const BURN = `
const end = Date.now() + 300;
while (Date.now() < end || process.cpuUsage().user < 100_000);
const { user, system } = process.cpuUsage();
console.log(user + system);
`;

test("measure() counts the clock and the CPU time of the programs that ended", async () => {
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
