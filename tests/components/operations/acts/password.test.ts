import { afterEach, beforeEach, expect, test } from "vitest";
import { ActBench } from "../../../support/actBench";

const CLOSED = new Error("NOAUTH Authentication required.");

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
  bench.answers["INFO server"] = "# Server\r\nredis_version:7.0.15\r\n";
  bench.answers["PING"] = CLOSED;
});
afterEach(() => bench.close());

function perform(kind: "setMasterauth" | "setRequirepass"): Promise<string[]> {
  return bench.perform({ kind, node: bench.node }, { password: "p w" });
}

test("setMasterauth sets the password of replication", async () => {
  expect(await perform("setMasterauth")).toEqual(["CONFIG SET masterauth p w"]);
});

test("setRequirepass sets the password, logs in with it and shows that nobody gets in without it", async () => {
  expect(await perform("setRequirepass")).toEqual([
    "CONFIG SET requirepass p w",
    "auth p w",
    "CONFIG SET protected-mode yes",
    "PING",
  ]);
});

test("setRequirepass disconnects the replicas of an old server in the same moment", async () => {
  bench.answers["INFO server"] = "# Server\r\nredis_version:5.0.6\r\n";
  bench.answers["EXEC"] = ["OK", 1];
  expect(await perform("setRequirepass")).toEqual([
    "MULTI",
    "CONFIG SET requirepass p w",
    "CLIENT KILL TYPE slave",
    "EXEC",
    "auth p w",
    "CONFIG SET protected-mode yes",
    "PING",
  ]);
});

test("setRequirepass fails if a command of the transaction failed", async () => {
  bench.answers["INFO server"] = "redis_version:5.0.6\r\n";
  bench.answers["EXEC"] = [new Error("ERR no"), 1];
  await expect(perform("setRequirepass")).rejects.toThrow(
    `Cannot require the password on ${bench.node} (clients without it will be rejected): ERR no`,
  );
});

test("setRequirepass fails if the server still answers everybody", async () => {
  bench.answers["PING"] = "PONG";
  await expect(perform("setRequirepass")).rejects.toThrow(
    "the server still answers clients without a password: PONG",
  );
});

test("setRequirepass fails if the server does not accept the login", async () => {
  bench.answers["auth p w"] = new Error("WRONGPASS invalid username-password pair");
  await expect(perform("setRequirepass")).rejects.toThrow("WRONGPASS");
});
