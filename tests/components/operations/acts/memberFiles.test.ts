import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

describe("remove", () => {
  const OTHER = `${"b".repeat(40)} 127.0.0.1:2@1 master - 0 0 2 connected 100-16383\n`;

  /** Removes a node that says this of itself in CLUSTER NODES. */
  async function remove(own: string, keys = 0): Promise<string[]> {
    bench.answers["CLUSTER NODES"] = `${"a".repeat(40)} ${bench.node}@1 ${own}\n${OTHER}`;
    bench.answers["DBSIZE"] = keys;
    return bench.perform({ kind: "remove", node: bench.node });
  }

  test("has the host stop an empty primary, and rename its directory", async () => {
    const own = "myself,master - 0 0 1 connected";
    expect(await remove(own)).toEqual(["CLUSTER NODES", "DBSIZE"]);
    expect(bench.host).toEqual([`remove ${bench.port}`]);
  });

  test("does the same with a replica, whose keys are copies", async () => {
    const own = `myself,slave ${"b".repeat(40)} 0 0 1 connected`;
    expect(await remove(own, 7)).toEqual(["CLUSTER NODES"]);
    expect(bench.host).toEqual([`remove ${bench.port}`]);
  });

  test("does the same with a server that does not answer", async () => {
    const connections = { to: () => Promise.reject(new Error("connect ECONNREFUSED")) };
    await bench.perform({ kind: "remove", node: bench.node }, { connections });
    expect(bench.host).toEqual([`remove ${bench.port}`]);
  });

  test.each([
    ["that owns slots", "myself,master - 0 0 1 connected 0-99", 0, "it owns slots"],
    [
      "that is a primary with keys",
      "myself,master - 0 0 1 connected",
      1234,
      "it is a primary, and has 1,234 keys",
    ],
  ])("does not stop a server %s", async (_, own, keys, reason) => {
    await expect(remove(own, keys)).rejects.toThrow(
      new Error(`Cannot stop ${bench.node} and rename its directory: ${reason}`),
    );
    expect(bench.host).toEqual([]);
  });
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
