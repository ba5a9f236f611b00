import { expect, test } from "vitest";
import { systemClock } from "../../../../components/operations/converge/clock";

test("systemClock sleeps for as long as it says", async () => {
  const before = systemClock.now();
  await systemClock.sleep(20);
  // A timer may fire up to 1 ms early.
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(19);
});
