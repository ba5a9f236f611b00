import { beforeEach, expect, test } from "vitest";
import { MoveProgress } from "../../../../components/operations/converge/moveProgress";
import { FakeClock } from "../../../support/fakeClock";

let clock: FakeClock;
let lines: string[];
let progress: MoveProgress;

beforeEach(() => {
  clock = new FakeClock();
  // Not 0: a clock that began at the start of the program.
  clock.time = 50_000;
  lines = [];
  progress = new MoveProgress({ clock, say: (line) => lines.push(line) });
});

/** Some slots have moved that many ms after the last ones. */
function moveAfter(ms: number, slots: number, keys: number): void {
  clock.time += ms;
  progress.moved(slots, keys);
}

test("MoveProgress tells how far a move is after two seconds", () => {
  progress.begin(4096);
  moveAfter(1999, 1000, 61_000);
  expect(lines).toEqual([]);
  moveAfter(1, 556, 34_100);
  expect(lines).toEqual([
    "move slots: 37 % (1,556 of 4,096 slots, 95,100 keys, 47,550 keys/s, about 4 s left)",
  ]);
});

test("MoveProgress tells so at most every two seconds", () => {
  progress.begin(100);
  for (let moved = 0; moved < 90; moved++) moveAfter(100, 1, 10);
  expect(lines).toEqual([
    "move slots: 20 % (20 of 100 slots, 200 keys, 100 keys/s, about 8 s left)",
    "move slots: 40 % (40 of 100 slots, 400 keys, 100 keys/s, about 6 s left)",
    "move slots: 60 % (60 of 100 slots, 600 keys, 100 keys/s, about 4 s left)",
    "move slots: 80 % (80 of 100 slots, 800 keys, 100 keys/s, about 2 s left)",
  ]);
});

test("MoveProgress measures two seconds from the last line, not from when it was due", () => {
  progress.begin(100);
  moveAfter(3900, 32, 0);
  moveAfter(1999, 32, 0);
  expect(lines).toHaveLength(1);
  moveAfter(1, 32, 0);
  expect(lines).toHaveLength(2);
});

test.each([
  [1, 0, "moved 1 slot with 0 keys"],
  [1, 1, "moved 1 slot with 1 key"],
  [4096, 250_312, "moved 4,096 slots with 250,312 keys"],
])("MoveProgress tells the end of a move of %i slots with %i keys", (slots, keys, line) => {
  progress.begin(slots);
  moveAfter(0, slots, keys);
  expect(lines).toEqual([line]);
});

test("MoveProgress sums several moves up, and tells one end", () => {
  progress.begin(60);
  progress.begin(40);
  moveAfter(1000, 60, 600);
  expect(lines).toEqual([]);
  moveAfter(1000, 20, 200);
  moveAfter(100, 20, 200);
  expect(lines).toEqual([
    "move slots: 80 % (80 of 100 slots, 800 keys, 400 keys/s, about 1 s left)",
    "moved 100 slots with 1,000 keys",
  ]);
});

test("MoveProgress starts anew with moves that begin after an end", () => {
  progress.begin(10);
  moveAfter(5000, 10, 1000);
  clock.time += 60_000;
  progress.begin(10);
  moveAfter(1999, 1, 7);
  moveAfter(1, 1, 7);
  moveAfter(1000, 8, 56);
  expect(lines).toEqual([
    "moved 10 slots with 1,000 keys",
    "move slots: 20 % (2 of 10 slots, 14 keys, 7 keys/s, about 8 s left)",
    "moved 10 slots with 70 keys",
  ]);
});

test("MoveProgress has numbers also before anything moved, and before any time has passed", () => {
  progress.begin(10);
  moveAfter(0, 0, 0);
  moveAfter(2000, 0, 0);
  moveAfter(0, 1, 1);
  moveAfter(2000, 0, 0);
  moveAfter(0, 9, 0);
  expect(lines).toEqual([
    "move slots: 0 % (0 of 10 slots, 0 keys, 0 keys/s)",
    "move slots: 10 % (1 of 10 slots, 1 key, 0 keys/s, about 36 s left)",
    "moved 10 slots with 1 key",
  ]);
});
