import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test("setEpoch sets the config epoch", async () => {
  expect(await bench.perform({ kind: "setEpoch", node: bench.node, epoch: 4 })).toEqual([
    "CLUSTER SET-CONFIG-EPOCH 4",
  ]);
});

test("meet meets each peer, also by IPv6", async () => {
  const peers = ["10.0.0.2:7001", "fd00::65:7002"];
  expect(await bench.perform({ kind: "meet", node: bench.node, peers })).toEqual([
    "CLUSTER MEET 10.0.0.2 7001",
    "CLUSTER MEET fd00::65 7002",
  ]);
});

test("forget forgets each ID, and accepts that it is forgotten already", async () => {
  bench.answers["CLUSTER FORGET b"] = new Error("ERR Unknown node b");
  expect(await bench.perform({ kind: "forget", node: bench.node, ids: ["a", "b", "c"] })).toEqual([
    "CLUSTER FORGET a",
    "CLUSTER FORGET b",
    "CLUSTER FORGET c",
  ]);
});

test("forget fails if the server keeps an ID", async () => {
  bench.answers["CLUSTER FORGET a"] = new Error("ERR Can't forget my master!");
  await expect(
    bench.perform({ kind: "forget", node: bench.node, ids: ["a", "b"] }),
  ).rejects.toThrow(`Cannot forget 2 old node IDs on ${bench.node}: ERR Can't forget my master!`);
});

test("replicate goes by the primary's ID", async () => {
  expect(await bench.perform({ kind: "replicate", node: bench.node, primary: "B:1" })).toEqual([
    `CLUSTER REPLICATE ${"b".repeat(40)}`,
  ]);
});
