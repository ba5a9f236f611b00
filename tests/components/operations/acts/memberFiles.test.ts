import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench, recordOf } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test("start has the host start the server", async () => {
  expect(await bench.perform({ kind: "start", node: bench.node, mode: "data" })).toEqual([]);
  expect(bench.host).toEqual([`start ${bench.port}`]);
});

test.each(["replaced", "unkept"] as const)(
  "start has the host start a server without data: %s",
  async (mode) => {
    expect(await bench.perform({ kind: "start", node: bench.node, mode })).toEqual([]);
    expect(bench.host).toEqual([`startempty ${bench.port}`]);
  },
);

test("startNew has the host start a new server on the declared configuration", async () => {
  const step = { kind: "startNew", node: bench.node, primary: "B:1", keys: 1 } as const;
  expect(await bench.perform(step)).toEqual([]);
  expect(bench.host).toEqual([`startnew ${bench.port} conf of ${bench.node}`]);
});

test("stop has the host stop the server, with the password of the declared configuration", async () => {
  expect(await bench.perform({ kind: "stop", node: bench.node })).toEqual([]);
  expect(bench.host).toEqual([`stop ${bench.port} conf of ${bench.node}`]);
});

test("writePidFile has the host write the PID file", async () => {
  expect(await bench.perform({ kind: "writePidFile", node: bench.node })).toEqual([]);
  expect(bench.host).toEqual([`pidfile ${bench.port}`]);
});

test("record has the host write the record of all members", async () => {
  expect(await bench.perform({ kind: "record", node: bench.node })).toEqual([]);
  const members = new Map([
    [bench.node, "a".repeat(40)],
    ["B:1", "b".repeat(40)],
  ]);
  expect(bench.host).toEqual([`record ${JSON.stringify(recordOf(members))}`]);
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
