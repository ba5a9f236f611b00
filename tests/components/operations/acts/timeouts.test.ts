import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test.each([
  ["forming", "1000", "0", "yes"],
  ["declared", "15000", "5", "no"],
] as const)(
  "setTimeouts sets the %s settings, one pair at a time",
  async (settings, timeout, delay, noFailover) => {
    expect(await bench.perform({ kind: "setTimeouts", node: bench.node, settings })).toEqual([
      `CONFIG SET cluster-node-timeout ${timeout}`,
      `CONFIG SET repl-diskless-sync-delay ${delay}`,
      `CONFIG SET cluster-replica-no-failover ${noFailover}`,
    ]);
  },
);

test("setTimeouts sets the node timeout of a cluster of many nodes", async () => {
  const step = {
    kind: "setTimeouts",
    node: bench.node,
    settings: "forming",
    nodeTimeout: 3400,
  } as const;
  expect((await bench.perform(step))[0]).toBe("CONFIG SET cluster-node-timeout 3400");
});
