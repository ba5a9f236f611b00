import { describe, expect, test } from "vitest";
import {
  copiedPrimaries,
  isBusy,
  percentOf,
  someAreBusy,
  transferOf,
  transfersIn,
} from "../../../../components/cluster/state/nodeTransfers";
import type { AnsweringNode, Observed } from "../../../../components/cluster/state/observed";
import type { Transfer } from "../../../../components/cluster/state/transfer";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";

const PRIMARY = "A:1";
const REPLICA = "B:2";

/** A primary and its replica, which is not in sync. */
function pair(primary: Partial<AnsweringNode>, replica: Partial<AnsweringNode>): Observed {
  const own = nodeView(REPLICA, {
    flags: ["myself", "slave"],
    role: "replica",
    primaryId: idOf(PRIMARY),
  });
  const views = [own, nodeView(PRIMARY)];
  return new Map([
    [PRIMARY, answeringNode(PRIMARY, primary)],
    [REPLICA, answeringNode(REPLICA, { views, linkUp: false, ...replica })],
  ]);
}

const copying = (amount: Omit<Transfer, "kind"> = {}): Transfer => ({ kind: "copying", ...amount });

test("a node is busy while its server runs and does not answer yet", () => {
  const loading = { answers: false, reason: "x", transfer: { kind: "loading" } } as const;
  expect(isBusy(loading)).toBe(true);
  expect(isBusy({ answers: false, reason: "x" })).toBe(false);
  expect(isBusy(answeringNode("A:1", { transfer: copying() }))).toBe(false);
  expect(isBusy(undefined)).toBe(false);
  expect(someAreBusy(new Map([["A:1", loading]]))).toBe(true);
  expect(someAreBusy(pair({}, { transfer: copying() }))).toBe(false);
});

describe("transferOf()", () => {
  test("is undefined without a transfer", () => {
    expect(transfersIn(pair({}, {}))).toEqual([]);
    expect(transferOf("C:3", pair({}, {}))).toBeUndefined();
  });

  test("has the bytes of a load", () => {
    const transfer = { kind: "loading", bytes: 41, totalBytes: 100 } as const;
    const observed: Observed = new Map([["A:1", { answers: false, reason: "x", transfer }]]);
    expect(transfersIn(observed)).toEqual([
      {
        node: "A:1",
        kind: "loading",
        unit: "bytes",
        done: 41,
        total: 100,
        counts: [41, -0, 0, 0],
      },
    ]);
  });

  test("has the keys that the primary has saved while the size is not known, and the bytes then", () => {
    const save = { seconds: 6, keys: 4097, totalKeys: 8000 };
    expect(transferOf(REPLICA, pair({ save }, { transfer: copying({ bytes: 7 }) }))).toMatchObject({
      unit: "keys",
      done: 4097,
      total: 8000,
      counts: [7, -0, 4097, 0],
    });
    const file = copying({ bytes: 7, totalBytes: 9 });
    expect(transferOf(REPLICA, pair({ save }, { transfer: file }))).toMatchObject({
      unit: "bytes",
      done: 7,
      total: 9,
    });
  });

  test("sees by the primary that a replica waits for a save", () => {
    const save = { seconds: 6, keys: 0, totalKeys: 8000 };
    const waiting = pair({ save, feeds: [REPLICA] }, {});
    expect(transferOf(REPLICA, waiting)).toMatchObject({ kind: "copying", done: 0, total: 8000 });
    expect(transferOf(REPLICA, pair({ save, feeds: ["C:3"] }, {}))).toBeUndefined();
    expect(transferOf(REPLICA, pair({ feeds: [REPLICA] }, { linkUp: true }))).toBeUndefined();
  });

  test("takes a save without a count for progress, for an hour", () => {
    const countsAfter = (seconds: number) =>
      transferOf(REPLICA, pair({ save: { seconds } }, { transfer: copying() }))?.counts;
    expect(countsAfter(10)).toEqual([0, -0, 0, 10]);
    expect(countsAfter(3600)).toEqual(countsAfter(4000));
  });

  test("has what is left where the server says only that, as a number that grows", () => {
    const left = (leftBytes: number) =>
      transferOf(REPLICA, pair({}, { transfer: copying({ leftBytes }) }));
    expect(left(700)).toEqual({
      node: REPLICA,
      kind: "copying",
      unit: "bytes",
      left: 700,
      counts: [0, -700, 0, 0],
    });
    expect(left(600)?.counts).toEqual([0, -600, 0, 0]);
  });
});

test("percentOf() is below 100, and undefined without a total", () => {
  expect(percentOf({ done: 41, total: 99 })).toBe(41);
  expect(percentOf({ done: 100, total: 100 })).toBe(99);
  expect(percentOf({ done: 0, total: 0 })).toBeUndefined();
  expect(percentOf({ done: 41 })).toBeUndefined();
  expect(percentOf({ total: 41 })).toBeUndefined();
});

test("copiedPrimaries() names the primaries of replicas that are not in sync", () => {
  expect(copiedPrimaries(pair({}, {}))).toEqual([PRIMARY]);
  expect(copiedPrimaries(pair({}, { linkUp: true }))).toEqual([]);
  const observed = new Map(pair({}, {}));
  observed.delete(PRIMARY);
  expect(copiedPrimaries(observed)).toEqual([]);
});
