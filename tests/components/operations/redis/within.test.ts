import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { within } from "../../../../components/operations/redis/within";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers no until that many ms have passed. */
function yesAfter(ms: number): { ask: () => Promise<boolean>; times: number[] } {
  const began = performance.now();
  const times: number[] = [];
  const ask = async () => {
    const passed = performance.now() - began;
    times.push(passed);
    return passed >= ms;
  };
  return { ask, times };
}

test("within() asks every 20 ms until the answer is yes", async () => {
  const { ask, times } = yesAfter(50);
  const answer = within(1000, ask);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toBe(true);
  expect(times).toEqual([0, 20, 40, 60]);
});

test("within() ends after its limit, and asks once more by then", async () => {
  const { ask, times } = yesAfter(1000);
  const answer = within(50, ask);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toBe(false);
  expect(times).toEqual([0, 20, 40, 60]);
});

test("within() asks once where there is no time", async () => {
  const { ask, times } = yesAfter(1000);
  expect(await within(0, ask)).toBe(false);
  expect(times).toEqual([0]);
});

test("within() passes on what a question throws", async () => {
  const failing = () => Promise.reject(new Error("no"));
  await expect(within(1000, failing)).rejects.toThrow(new Error("no"));
});
