import { beforeEach, expect, test } from "vitest";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { Transfer } from "../../../../components/cluster/state/transfer";
import { TransferWatch } from "../../../../components/operations/converge/transferWatch";
import { answeringNode } from "../../../support/answeringNode";
import { FakeClock } from "../../../support/fakeClock";

let clock: FakeClock;
let watch: TransferWatch;
beforeEach(() => {
  clock = new FakeClock();
  watch = new TransferWatch(clock);
});

/** A node that loads, or none. */
function load(bytes: number | undefined, kind: Transfer["kind"] = "loading"): Observed {
  const transfer = { kind, bytes: bytes ?? 0, totalBytes: 100 };
  return new Map([
    ["A:1", bytes === undefined ? answeringNode("A:1") : { answers: false, reason: "x", transfer }],
  ]);
}

/** What is noted of observations in which a node has loaded so many bytes. */
function noted(...bytes: (number | undefined)[]): boolean[] {
  return bytes.map((count) => watch.note(load(count)));
}

test("a transfer progresses when it begins, and when a number grows", () => {
  expect(noted(undefined, 0, 0, 5, 5, 6)).toEqual([false, true, false, true, false, true]);
  expect(watch.isActive).toBe(true);
});

test("the end of a transfer is no progress, and neither is its return with the same numbers", () => {
  expect(noted(5, undefined, 5, undefined, 6)).toEqual([true, false, false, false, true]);
});

test("a transfer that begins again and again is no progress after ten times", () => {
  const again = () => noted(50, 10);
  expect(noted(10)).toEqual([true]);
  for (let count = 0; count < 9; count += 1) expect(again()).toEqual([true, true]);
  expect(watch.endless).toEqual([]);
  expect(again()).toEqual([true, false]);
  expect(again()).toEqual([false, false]);
  expect(watch.endless).toEqual(["A:1"]);
});

test("another kind is another transfer", () => {
  expect(watch.note(load(50))).toBe(true);
  expect(watch.note(load(10, "copying"))).toBe(true);
});

test("the time that is left comes from the speed so far", () => {
  expect(watch.describe()).toBe("");
  watch.note(load(10));
  expect(watch.describe()).toBe("loading: A:1, 10 % (10 of 100 bytes)");
  clock.time = 2000;
  watch.note(load(20));
  expect(watch.describe()).toBe("loading: A:1, 20 % (20 of 100 bytes), about 16 s left");
  watch.note(load(0));
  clock.time = 3000;
  watch.note(load(50));
  expect(watch.describe()).toBe("loading: A:1, 50 % (50 of 100 bytes), about 1 s left");
  watch.note(load(undefined));
  expect(watch.describe()).toBe("");
  expect(watch.isActive).toBe(false);
});
