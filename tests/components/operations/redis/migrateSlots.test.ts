import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { migrateSlots } from "../../../../components/operations/redis/migrateSlots";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

const TARGET = "b".repeat(40);
const MOVE = {
  slots: [
    { start: 0, end: 99 },
    { start: 200, end: 200 },
  ],
  targetId: TARGET,
};
const BEGIN = `CLUSTER MIGRATESLOTS SLOTSRANGE 0 99 200 200 NODE ${TARGET}`;
const ASK = "CLUSTER GETSLOTMIGRATIONS";

let server: FakeRedis;
let client: Redis;
/** What the source answers to each question about its migrations; the last one again and again. */
let migrations: Reply[];
let begun: Reply;
/** ms that pass with each of those questions. */
let passes: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  migrations = [];
  begun = "OK";
  passes = 0;
  server = await FakeRedis.start((command) => {
    if (command !== ASK) return command.startsWith("CLUSTER MIGRATESLOTS") ? begun : "OK";
    vi.advanceTimersByTime(passes);
    const [answer = [], ...others] = migrations;
    if (others.length > 0) migrations = others;
    return answer;
  });
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
});
afterEach(async () => {
  vi.useRealTimers();
  client.disconnect();
  await server.end();
});

/** A migration, as servers print its fields. */
function migration(name: string, state: string, more: Record<string, string | number> = {}) {
  const fields = { name, operation: "EXPORT", target_node: TARGET, state, message: "", ...more };
  return Object.entries(fields).flat();
}

/** How many questions about its migrations the source got before it was told to begin one, and after. */
function asked(): { before: number; after: number } {
  const log = server.log.filter((command) => command === ASK || command === BEGIN);
  const at = log.indexOf(BEGIN);
  return at < 0
    ? { before: log.length, after: 0 }
    : { before: at, after: log.filter((command) => command === ASK).length - at };
}

test("migrateSlots() waits for the migration that it began", async () => {
  migrations = [
    [],
    [migration("one", "connecting")],
    [migration("one", "snapshotting")],
    [migration("one", "success")],
  ];
  expect(await migrateSlots(client, MOVE)).toBe(true);
  expect(asked()).toEqual({ before: 1, after: 3 });
});

test("migrateSlots() takes neither an older migration for its own nor one to another target", async () => {
  const ended = [migration("old", "failed", { message: "Connection lost to target" })];
  const other = migration("other", "success", { target_node: "c".repeat(40) });
  migrations = [
    ended,
    [...ended, other],
    [migration("own", "connecting"), ...ended, other],
    [migration("own", "success"), ...ended, other],
  ];
  expect(await migrateSlots(client, MOVE)).toBe(true);
  expect(asked()).toEqual({ before: 1, after: 3 });
});

test("migrateSlots() waits for the migration that an earlier run began, and then has nothing to do", async () => {
  migrations = [
    [migration("old", "snapshotting")],
    [migration("old", "failover-paused")],
    [migration("old", "success")],
  ];
  expect(await migrateSlots(client, MOVE)).toBe(true);
  expect(asked()).toEqual({ before: 3, after: 0 });
});

test("migrateSlots() begins its own after one of an earlier run failed", async () => {
  const failed = migration("old", "failed");
  migrations = [
    [migration("old", "snapshotting")],
    [failed],
    [failed, migration("own", "connecting")],
    [failed, migration("own", "success")],
  ];
  expect(await migrateSlots(client, MOVE)).toBe(true);
  expect(asked()).toEqual({ before: 2, after: 2 });
});

test.each([
  ["failed", "Connection lost to target", "the source gave up: Connection lost to target"],
  ["failed", "", "the source gave up: failed"],
  ["cancelled", "", "the source gave up: cancelled"],
])("migrateSlots() fails with a migration that is %s, message %j", async (state, message, text) => {
  migrations = [[], [migration("own", "connecting")], [migration("own", state, { message })]];
  await expect(migrateSlots(client, MOVE)).rejects.toThrow(new Error(text));
  expect(asked()).toEqual({ before: 1, after: 2 });
});

test("migrateSlots() moves nothing if slots are open for a move key by key", async () => {
  begun = new Error("ERR Slots are being manually migrated");
  expect(await migrateSlots(client, MOVE)).toBe(false);
  expect(asked()).toEqual({ before: 1, after: 0 });
});

test("migrateSlots() fails if the source does not begin", async () => {
  begun = new Error("ERR I am already migrating slot 7.");
  await expect(migrateSlots(client, MOVE)).rejects.toThrow(/^ERR I am already migrating slot 7\.$/);
  expect(asked()).toEqual({ before: 1, after: 0 });
});

test("migrateSlots() ends 60 s after the last change", async () => {
  passes = 20_000;
  const own = (size: number) => [migration("own", "replicating", { remaining_repl_size: size })];
  migrations = [[], own(9), own(9), own(9), own(5)];
  await expect(migrateSlots(client, MOVE)).rejects.toThrow(
    new Error('nothing has moved for 60 s: the migration is in state "replicating"'),
  );
  // The last change is the fourth answer.
  expect(asked()).toEqual({ before: 1, after: 7 });
});

test("migrateSlots() does not wait for ever for a migration that the source does not name", async () => {
  passes = 20_000;
  migrations = [[]];
  await expect(migrateSlots(client, MOVE)).rejects.toThrow(
    new Error('nothing has moved for 60 s: the migration is in state "unknown"'),
  );
});

test.each<[string, Reply]>([
  ["no list", "OK"],
  ["no fields", [null, "x", ["name"]]],
])("migrateSlots() does not take %s for a migration", async (_, reply) => {
  migrations = [reply, [migration("own", "success")]];
  expect(await migrateSlots(client, MOVE)).toBe(true);
  expect(asked()).toEqual({ before: 1, after: 1 });
});
