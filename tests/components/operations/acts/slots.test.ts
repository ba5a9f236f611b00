import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench } from "../../../support/actBench";
import type { Reply } from "../../../support/fakeRedis";

const SLOTS = [
  { start: 0, end: 2 },
  { start: 7, end: 7 },
];

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test("assignSlots assigns ranges", async () => {
  bench.answers["COMMAND INFO cluster|addslotsrange"] = [["cluster|addslotsrange", 4]];
  expect(await bench.perform({ kind: "assignSlots", node: bench.node, slots: SLOTS })).toEqual([
    "COMMAND INFO cluster|addslotsrange",
    "CLUSTER ADDSLOTSRANGE 0 2 7 7",
  ]);
});

test.each<[string, Reply]>([
  ["answers null", [null]],
  ["knows no such command", []],
])("assignSlots assigns single slots where the server %s", async (_, reply) => {
  bench.answers["COMMAND INFO cluster|addslotsrange"] = reply;
  expect(await bench.perform({ kind: "assignSlots", node: bench.node, slots: SLOTS })).toEqual([
    "COMMAND INFO cluster|addslotsrange",
    "CLUSTER ADDSLOTS 0 1 2 7",
  ]);
});
