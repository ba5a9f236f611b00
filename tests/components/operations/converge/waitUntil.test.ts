import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { waitUntil } from "../../../../components/operations/converge/waitUntil";

const LONG = 60_000;

// On a busy machine a real timer may come too late for the looks that these tests count.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the clock run until nothing waits for it any more. */
async function ended<T>(wait: Promise<T>): Promise<T> {
  await vi.runAllTimersAsync();
  return wait;
}

/** Looks that give these numbers, then the last one again and again; what is left is as many lines. */
function looks(...counts: number[]): { look: () => Promise<number>; taken: () => number } {
  let index = 0;
  return {
    look: async () => counts[Math.min(index++, counts.length - 1)] ?? 0,
    taken: () => index,
  };
}

function left(count: number): string[] {
  return Array.from({ length: count }, (_, line) => `line ${line + 1}`);
}

test("waitUntil() returns the first look after which nothing is left", async () => {
  const { look, taken } = looks(3, 1, 2, 0, 5);
  const limits = { deadline: Date.now() + LONG, stall: LONG };
  expect(await ended(waitUntil(look, left, limits))).toEqual({ seen: 0, left: [] });
  expect(taken()).toBe(4);
});

test("waitUntil() looks once though its time is over", async () => {
  const { look, taken } = looks(2);
  const limits = { deadline: Date.now() - 1, stall: LONG };
  const result = await ended(waitUntil(look, left, limits));
  expect(result).toEqual({ seen: 2, left: ["line 1", "line 2"] });
  expect(taken()).toBe(1);
});

test("waitUntil() ends at its deadline with what is left", async () => {
  const { look, taken } = looks(3, 2, 1);
  const began = Date.now();
  const result = await ended(waitUntil(look, left, { deadline: began + 100, stall: LONG }));
  expect(result).toEqual({ seen: 1, left: ["line 1"] });
  expect(Date.now() - began).toBe(100);
  // One at once, then one each 20 ms.
  expect(taken()).toBe(6);
});

test("waitUntil() ends when no look was better for long enough", async () => {
  const { look } = looks(3, 2, 4, 2);
  const began = Date.now();
  const result = await ended(waitUntil(look, left, { deadline: began + LONG, stall: 100 }));
  expect(result).toEqual({ seen: 2, left: ["line 1", "line 2"] });
  // 100 ms after the second look, which was the last one to be better.
  expect(Date.now() - began).toBe(120);
});

test("waitUntil() passes on what a look throws", async () => {
  const limits = { deadline: Date.now() + LONG, stall: LONG };
  const look = () => Promise.reject(new Error("no"));
  await expect(waitUntil(look, left, limits)).rejects.toThrow(new Error("no"));
});
