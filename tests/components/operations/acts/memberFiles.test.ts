import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test("start has the host start the server", async () => {
  expect(await bench.perform({ kind: "start", node: bench.node })).toEqual([]);
  expect(bench.host).toEqual([`start ${bench.port}`]);
});

test("hold has the host write the node's ID", async () => {
  expect(await bench.perform({ kind: "hold", node: bench.node })).toEqual([]);
  expect(bench.host).toEqual([`hold ${bench.port} ${"a".repeat(40)}`]);
});

test("restrictFiles has the host take the node's files from other users", async () => {
  expect(await bench.perform({ kind: "restrictFiles", node: bench.node })).toEqual([]);
  expect(bench.host).toEqual([`restrict ${bench.port}`]);
});

test("saveNodesConf has the server write its nodes.conf", async () => {
  expect(await bench.perform({ kind: "saveNodesConf", node: bench.node })).toEqual([
    "CLUSTER SAVECONFIG",
  ]);
});
