import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import { perform } from "../../../../components/operations/converge/perform";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

let answers: Record<string, Reply>;
let server: FakeRedis;
let connections: NodeConnections;
let node: string;

beforeEach(async () => {
  answers = { "COMMAND INFO cluster|addslotsrange": [["cluster|addslotsrange", 4]] };
  server = await FakeRedis.start((command) => answers[command] ?? "OK");
  connections = new NodeConnections(
    [{ address: "127.0.0.1", port: server.port, domain: "a" }],
    undefined,
  );
  node = `127.0.0.1:${server.port}`;
});
afterEach(async () => {
  connections.close();
  await server.end();
});

/** Does a step; returns what the server was asked for it. */
async function asked(step: Step): Promise<string[]> {
  await perform(step, {
    connections,
    locks: new Map(),
    ids: new Map([["B:1", "b".repeat(40)]]),
    confOf: () => "port 7000\n",
  });
  return server.log.filter((command) => !/^(client|info|CLIENT|INFO)/.test(command));
}

const RANGES = [
  { start: 0, end: 2 },
  { start: 7, end: 7 },
];

describe("act()", () => {
  test.each<[string, (name: string) => Step, string[]]>([
    [
      "sets the forming settings, one pair at a time",
      (name) => ({ kind: "setTimeouts", node: name, settings: "forming" }),
      [
        "CONFIG SET cluster-node-timeout 1000",
        "CONFIG SET repl-diskless-sync-delay 0",
        "CONFIG SET cluster-replica-no-failover yes",
      ],
    ],
    [
      "sets the declared settings",
      (name) => ({ kind: "setTimeouts", node: name, settings: "declared" }),
      [
        "CONFIG SET cluster-node-timeout 15000",
        "CONFIG SET repl-diskless-sync-delay 5",
        "CONFIG SET cluster-replica-no-failover no",
      ],
    ],
    [
      "sets an epoch",
      (name) => ({ kind: "setEpoch", node: name, epoch: 4 }),
      ["CLUSTER SET-CONFIG-EPOCH 4"],
    ],
    [
      "meets each peer, also by IPv6",
      (name) => ({ kind: "meet", node: name, peers: ["10.0.0.2:7001", "fd00::65:7002"] }),
      ["CLUSTER MEET 10.0.0.2 7001", "CLUSTER MEET fd00::65 7002"],
    ],
    [
      "replicates by the primary's id",
      (name) => ({ kind: "replicate", node: name, primary: "B:1" }),
      [`CLUSTER REPLICATE ${"b".repeat(40)}`],
    ],
    [
      "assigns slots by their ranges",
      (name) => ({ kind: "assignSlots", node: name, slots: RANGES }),
      ["COMMAND INFO cluster|addslotsrange", "CLUSTER ADDSLOTSRANGE 0 2 7 7"],
    ],
  ])("%s", async (_, stepOn, commands) => {
    expect(await asked(stepOn(node))).toEqual(commands);
  });

  test.each<[string, Reply]>([
    ["answers null", [null]],
    ["knows no such command", []],
  ])("assigns slots one by one where the server %s", async (_, reply) => {
    answers["COMMAND INFO cluster|addslotsrange"] = reply;
    expect(await asked({ kind: "assignSlots", node, slots: RANGES })).toEqual([
      "COMMAND INFO cluster|addslotsrange",
      "CLUSTER ADDSLOTS 0 1 2 7",
    ]);
  });

  test("names the step that the node refuses", async () => {
    answers["CLUSTER SET-CONFIG-EPOCH 4"] = new Error("ERR Node config epoch is already non-zero");
    await expect(asked({ kind: "setEpoch", node, epoch: 4 })).rejects.toThrow(
      new Error(`Cannot set config epoch 4 on ${node}: ERR Node config epoch is already non-zero`),
    );
  });

  test("works on no host without its lock, and with no unknown id", async () => {
    await expect(asked({ kind: "hold", node })).rejects.toThrow(
      `Cannot write the hold file of ${node} (delete protection): its host is not locked`,
    );
    await expect(asked({ kind: "replicate", node, primary: "C:1" })).rejects.toThrow(
      `Cannot make ${node} a replica of C:1: the node id of C:1 is not known`,
    );
  });
});
