import { expect, test } from "vitest";
import { MovePace } from "../../../../components/operations/converge/movePace";
import { FakeClock } from "../../../support/fakeClock";

/** Moves that end when the test says so, and how many of them have begun. */
function heldMoves(pace: MovePace, count: number) {
  const ends: (() => void)[] = [];
  const moves = Array.from({ length: count }, () =>
    pace.run(() => new Promise<void>((resolve) => ends.push(resolve))),
  );
  return { ends, done: Promise.all(moves) };
}

test("MovePace runs as many moves at the same time as are allowed, and the others after them", async () => {
  const { ends, done } = heldMoves(new MovePace({ parallel: 2 }, new FakeClock()), 3);
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(ends).toHaveLength(3);
  for (const end of ends) end();
  await done;
});

test("MovePace runs all moves at once without a limit", async () => {
  const { ends, done } = heldMoves(new MovePace({}, new FakeClock()), 9);
  expect(ends).toHaveLength(9);
  for (const end of ends) end();
  await done;
});

test("MovePace goes on after a move that fails", async () => {
  const pace = new MovePace({ parallel: 1 }, new FakeClock());
  await expect(pace.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await pace.run(async () => {});
});

test("MovePace lets no more keys move in a second than are allowed, all moves together", async () => {
  const clock = new FakeClock();
  const pace = new MovePace({ keysPerSecond: 100 }, clock);
  expect(pace.isLimited).toBe(true);
  for (let count = 0; count < 4; count++) await pace.spend(50);
  expect(clock.time).toBe(2000);
  // A pause is not saved up.
  clock.time = 10_000;
  await pace.spend(100);
  expect(clock.time).toBe(11_000);
});

test("MovePace does not wait without a limit", async () => {
  const clock = new FakeClock();
  const pace = new MovePace({}, clock);
  await pace.spend(1_000_000);
  expect(pace.isLimited).toBe(false);
  expect(clock.time).toBe(0);
});
