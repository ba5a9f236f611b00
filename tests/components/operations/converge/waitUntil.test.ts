import { beforeEach, expect, test } from "vitest";
import { waitUntil } from "../../../../components/operations/converge/waitUntil";
import { FakeClock } from "../../../support/fakeClock";

const LONG = 60_000;

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

/** Observations of these numbers, then of the last one again and again. */
function observations(...counts: number[]): {
  observe: () => Promise<number>;
  taken: () => number;
} {
  let index = 0;
  return {
    observe: async () => counts[Math.min(index++, counts.length - 1)] ?? 0,
    taken: () => index,
  };
}

/** As many lines as the number says. */
function missing(count: number): string[] {
  return Array.from({ length: count }, (_, line) => `line ${line + 1}`);
}

test("waitUntil() returns the first observation in which nothing is missing", async () => {
  const { observe, taken } = observations(3, 1, 2, 0, 5);
  expect(await waitUntil({ observe, missing, stall: LONG, clock })).toEqual({
    seen: 0,
    missing: [],
    stalled: false,
  });
  expect(taken()).toBe(4);
  expect(clock.time).toBe(60);
});

test("waitUntil() observes once even if it may not wait", async () => {
  const { observe, taken } = observations(2);
  expect(await waitUntil({ observe, missing, stall: 0, clock })).toEqual({
    seen: 2,
    missing: ["line 1", "line 2"],
    stalled: true,
  });
  expect(taken()).toBe(1);
});

test("waitUntil() waits as long as something progresses that is not counted as missing", async () => {
  const { observe } = observations(1);
  const progressed = () => clock.time <= 1000;
  const result = await waitUntil({ observe, missing, progressed, stall: 100, clock });
  expect(result).toEqual({ seen: 1, missing: ["line 1"], stalled: true });
  expect(clock.time).toBe(1100);
});

test("waitUntil() ends early if the caller says so, and leaves the interval to the caller", async () => {
  const { observe, taken } = observations(3, 3, 2);
  const isOver = (count: number) => count === 2;
  const result = await waitUntil({
    observe,
    missing,
    isOver,
    interval: () => 250,
    stall: LONG,
    clock,
  });
  expect(result).toEqual({ seen: 2, missing: ["line 1", "line 2"], stalled: false });
  expect(taken()).toBe(3);
  expect(clock.time).toBe(500);
});

test("waitUntil() ends when nothing has improved for long enough", async () => {
  const { observe } = observations(3, 2, 4, 2);
  const result = await waitUntil({ observe, missing, stall: 100, clock });
  expect(result).toEqual({ seen: 2, missing: ["line 1", "line 2"], stalled: true });
  // The last improvement was the second observation, 20 ms after the first.
  expect(clock.time).toBe(120);
});

test("waitUntil() passes on what an observation throws", async () => {
  const observe = () => Promise.reject(new Error("no"));
  await expect(waitUntil({ observe, missing, stall: LONG, clock })).rejects.toThrow(
    new Error("no"),
  );
});
