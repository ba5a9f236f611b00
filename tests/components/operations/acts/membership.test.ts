import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ActBench } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await bench.close();
});

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

test("forgetLeaving forgets each ID, and accepts that another member has told it so already", async () => {
  bench.answers["CLUSTER FORGET b"] = new Error("ERR Unknown node b");
  const step = { kind: "forgetLeaving", node: bench.node, ids: ["a", "b"] } as const;
  expect(await bench.perform({ ...step, names: ["B:1", "B:2"] })).toEqual([
    "CLUSTER FORGET a",
    "CLUSTER FORGET b",
  ]);
});

test("forgetLeaving fails if the server keeps an ID", async () => {
  bench.answers["CLUSTER FORGET a"] = new Error("ERR Can't forget my master!");
  const step = { kind: "forgetLeaving", node: bench.node, ids: ["a"], names: ["B:1"] } as const;
  await expect(bench.perform(step)).rejects.toThrow(
    `Cannot forget B:1 on ${bench.node}: ERR Can't forget my master!`,
  );
});

test("detach makes a replica an empty primary that keeps its ID", async () => {
  expect(await bench.perform({ kind: "detach", node: bench.node, from: "B:1" })).toEqual([
    "CLUSTER RESET SOFT",
  ]);
});

test("replicate goes by the primary's ID", async () => {
  expect(await bench.perform({ kind: "replicate", node: bench.node, primary: "B:1" })).toEqual([
    `CLUSTER REPLICATE ${"b".repeat(40)}`,
  ]);
});

describe("announce", () => {
  const peers = ["10.0.0.2:7001", "fd00::65:7002"];
  const meetings = ["CLUSTER MEET 10.0.0.2 7001", "CLUSTER MEET fd00::65 7002"];

  /** CLUSTER NODES, with what it says of the first peer, or of its address twice. */
  function views(...firsts: readonly string[]): string {
    const lines = [
      "10.0.0.1:7000@17000 myself,master - 0 0 1 connected",
      ...firsts.map((first) => `10.0.0.2:7001@17001 ${first}`),
      "fd00::65:7002@17002 slave 0a 0 0 1 connected",
      // Neither is a peer.
      "10.0.0.9:7009@17009 master,fail - 0 0 1 disconnected",
      "10.0.0.9:7010@17010 handshake - 0 0 0 disconnected",
    ];
    return lines.map((line, index) => `${index}a ${line}\n`).join("");
  }
  const up = "master - 0 0 1 connected";
  const down = "master - 0 0 1 disconnected";
  const meeting = "handshake - 0 0 0 connected";

  /** @param states what the node says of its links, one after the other; the last one again and again */
  async function announce(states: readonly string[], passes = 0): Promise<string[]> {
    vi.useFakeTimers({ toFake: ["performance"] });
    const left = [...states];
    Object.defineProperty(bench.answers, "CLUSTER NODES", {
      get: () => {
        vi.advanceTimersByTime(passes);
        return left.length > 1 ? left.shift() : left[0];
      },
    });
    return bench.perform({ kind: "announce", node: bench.node, peers });
  }

  test("meets each peer again, and is done once their links are up", async () => {
    expect(await announce([views(up)])).toEqual([...meetings, "CLUSTER NODES"]);
  });

  test.each([
    ["a link is down", views(down)],
    ["a link is being made anew", views(up, meeting)],
  ])("asks again while %s", async (_, state) => {
    const asked = Array<string>(3).fill("CLUSTER NODES");
    expect(await announce([state, state, views(up)])).toEqual([...meetings, ...asked]);
  });

  test("does not fail if a link stays down for a second", async () => {
    const asked = Array<string>(3).fill("CLUSTER NODES");
    expect(await announce([views(down)], 400)).toEqual([...meetings, ...asked]);
  });

  test("fails if the node meets nobody", async () => {
    bench.answers["CLUSTER MEET 10.0.0.2 7001"] = new Error("ERR Invalid node address");
    await expect(announce([views(up)])).rejects.toThrow(/: ERR Invalid node address$/);
  });
});
