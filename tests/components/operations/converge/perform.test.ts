import { afterEach, beforeEach, expect, test } from "vitest";
import { LockLost } from "../../../../components/operations/ssh/hostLock";
import { ActBench } from "../../../support/actBench";

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
});
afterEach(() => bench.close());

test("perform() names the step that the node refuses", async () => {
  const { node } = bench;
  bench.answers["CLUSTER SET-CONFIG-EPOCH 4"] = new Error(
    "ERR Node config epoch is already non-zero",
  );
  await expect(bench.perform({ kind: "setEpoch", node, epoch: 4 })).rejects.toThrow(
    new Error(`Cannot set config epoch 4 on ${node}: ERR Node config epoch is already non-zero`),
  );
});

test("perform() passes a lost lock on, which is not about the step", async () => {
  const { node } = bench;
  const lost = new LockLost("the lock of 127.0.0.1 is lost");
  const connections = { to: () => Promise.reject(lost) };
  await expect(bench.perform({ kind: "setEpoch", node, epoch: 4 }, { connections })).rejects.toBe(
    lost,
  );
});

test("perform() names the step that it has no lock or no ID for", async () => {
  const { node } = bench;
  await expect(bench.perform({ kind: "record", node }, { locks: new Map() })).rejects.toThrow(
    "Cannot record owner and members on 127.0.0.1: its host is not locked",
  );
  await expect(bench.perform({ kind: "replicate", node, primary: "C:1" })).rejects.toThrow(
    `Cannot make ${node} a replica of C:1: the node ID of C:1 is unknown`,
  );
});
