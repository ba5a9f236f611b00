import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { moveKeys } from "../../../../components/operations/redis/moveKeys";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

const TARGET = { address: "10.0.0.2", port: 7001, password: undefined };
const LOST = new Error("IOERR error or timeout reading to target instance");
const BUSY = new Error(
  "ERR Target instance replied with error: BUSYKEY Target key name already exists.",
);

/** The keys of the source by slot, and those that the target has. */
let keys: Map<number, string[]>;
let copies: Set<string>;
/** What the next MIGRATEs reply instead of moving keys; undefined lets one move them. */
let replies: (Reply | undefined)[];
let server: FakeRedis;
let client: Redis;

beforeEach(async () => {
  keys = new Map();
  copies = new Set();
  replies = [];
  server = await FakeRedis.start(answer);
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
});
afterEach(async () => {
  vi.useRealTimers();
  client.disconnect();
  await server.end();
});

function answer(command: string): Reply {
  const [name = "", second = "", ...words] = command.split(" ");
  if (name === "CLUSTER" && second === "GETKEYSINSLOT") {
    return (keys.get(Number(words[0])) ?? []).slice(0, Number(words[1]));
  }
  if (name === "DEL") return removeFromSource([second]);
  return name === "MIGRATE" ? (replies.shift() ?? migrate(command)) : "OK";
}

/** As a server does: a key that the target has stays, the others move. */
function migrate(command: string): Reply {
  const [options = "", names = ""] = command.split(" KEYS ");
  const asked = names.split(" ");
  const busy = options.includes("REPLACE") ? [] : asked.filter((key) => copies.has(key));
  const moving = asked.filter((key) => !busy.includes(key));
  for (const key of moving) copies.add(key);
  removeFromSource(moving);
  return busy.length > 0 ? BUSY : "OK";
}

function removeFromSource(names: readonly string[]): number {
  const before = [...keys.values()].flat().length;
  keys = new Map([...keys].map(([slot, all]) => [slot, all.filter((key) => !names.includes(key))]));
  return before - [...keys.values()].flat().length;
}

/** `"a0"` to `"a249"` */
function many(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** The commands about keys, the names of more than three keys as their number. */
function sent(): string[] {
  return server.log
    .filter((command) => /^(MIGRATE|DEL|ASKING)\b/.test(command))
    .map((command) => {
      const [options, names] = command.split(" KEYS ");
      const count = names?.split(" ").length ?? 0;
      return count > 3 ? `${options} KEYS (${count})` : command;
    });
}

/** @param timeout ms @param more `" REPLACE"` */
function migrateOf(names: string, timeout: number, more = ""): string {
  return `MIGRATE 10.0.0.2 7001  0 ${timeout}${more} KEYS ${names}`;
}

/** ms that one waits for the target, alone or with others that are sent at once. */
const [ALONE, OF_TWO, OF_THREE] = [4000, 2000, 1333];

test("moveKeys() moves all keys, 100 at a time of each slot, and counts them", async () => {
  keys = new Map([
    [3, many("a", 250)],
    [4, []],
    [5, ["b"]],
  ]);
  expect(await moveKeys(client, [3, 4, 5], TARGET)).toBe(251);
  expect(sent()).toEqual([
    migrateOf("(100)", OF_TWO),
    migrateOf("b", OF_TWO),
    migrateOf("(100)", ALONE),
    migrateOf("(50)", ALONE),
  ]);
  expect(copies).toEqual(new Set([...many("a", 250), "b"]));
});

test("moveKeys() asks for keys until no slot has one, and then no more", async () => {
  keys = new Map([[3, ["a"]]]);
  await moveKeys(client, [3, 4], TARGET);
  expect(server.log.filter((command) => command.startsWith("CLUSTER"))).toEqual([
    "CLUSTER GETKEYSINSLOT 3 100",
    "CLUSTER GETKEYSINSLOT 4 100",
    "CLUSTER GETKEYSINSLOT 3 100",
  ]);
});

test("moveKeys() has nothing to do for slots without keys, or for no slots", async () => {
  expect(await moveKeys(client, [3, 4], TARGET)).toBe(0);
  expect(await moveKeys(client, [], TARGET)).toBe(0);
  expect(sent()).toEqual([]);
});

test("moveKeys() sends three MIGRATEs at once", async () => {
  keys = new Map([1, 2, 3, 4].map((slot) => [slot, [`k${slot}`]]));
  replies = [new Error("NOAUTH")];
  await expect(moveKeys(client, [1, 2, 3, 4], TARGET)).rejects.toThrow(/^NOAUTH$/);
  // The three were sent before the failure of the first could be known, the fourth was not.
  expect(sent()).toEqual(["k1", "k2", "k3"].map((key) => migrateOf(key, OF_THREE)));
});

test("moveKeys() moves keys of any bytes", async () => {
  const key = "\xff\x00\x80\r\n\xc3";
  keys = new Map([[3, [key]]]);
  expect(await moveKeys(client, [3], TARGET)).toBe(1);
  expect(sent()).toEqual([migrateOf(key, ALONE)]);
});

test("moveKeys() logs in at the target with the password, also with one that is an option's name", async () => {
  keys = new Map([[3, ["a"]]]);
  await moveKeys(client, [3], { ...TARGET, password: "COPY" });
  expect(sent()).toEqual([migrateOf("a", ALONE, " AUTH COPY")]);
});

test("moveKeys() replaces the target's copies, in the slot that has some", async () => {
  keys = new Map([
    [3, ["a", "b"]],
    [4, ["c"]],
  ]);
  copies.add("b");
  await moveKeys(client, [3, 4], TARGET);
  expect(sent()).toEqual([
    migrateOf("a b", OF_TWO),
    migrateOf("c", OF_TWO),
    migrateOf("b", ALONE, " REPLACE"),
  ]);
  expect([...keys.values()].flat()).toEqual([]);
});

test("moveKeys() ends if the target keeps its copy even so", async () => {
  keys = new Map([[3, ["a"]]]);
  replies = [BUSY, BUSY];
  await expect(moveKeys(client, [3], TARGET)).rejects.toThrow(BUSY.message);
  expect(sent()).toHaveLength(2);
});

test("moveKeys() removes what is stale where the target has it, and moves the rest", async () => {
  keys = new Map([[3, ["a", "b", "c"]]]);
  copies = new Set(["a", "c"]);
  // As it would be if the first MIGRATE had moved nothing.
  replies = [BUSY];
  await moveKeys(client, [3], { ...TARGET, password: "pw", isStale: true });
  expect(sent()).toEqual([
    migrateOf("a b c", ALONE, " AUTH pw"),
    migrateOf("a", ALONE, " AUTH pw"),
    "ASKING",
    "DEL a",
    migrateOf("b", ALONE, " AUTH pw"),
    migrateOf("c", ALONE, " AUTH pw"),
    "ASKING",
    "DEL c",
  ]);
  expect(keys.get(3)).toEqual([]);
});

test.each([
  ["the target does not take one", [BUSY, new Error("OOM")], /^OOM$/],
  ["the target is lost meanwhile", [BUSY, LOST], /^IOERR/],
])("moveKeys() keeps a stale key if %s", async (_, failures, expected) => {
  keys = new Map([[3, ["a"]]]);
  replies = failures;
  await expect(moveKeys(client, [3], { ...TARGET, isStale: true })).rejects.toThrow(expected);
  expect(keys.get(3)).toEqual(["a"]);
});

test("moveKeys() fails if a stale key cannot be removed", async () => {
  keys = new Map([[3, ["a"]]]);
  copies.add("a");
  await server.end();
  server = await FakeRedis.start((command) =>
    command === "DEL a" ? new Error("MOVED 3 10.0.0.2:7001") : answer(command),
  );
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
  await expect(moveKeys(client, [3], { ...TARGET, isStale: true })).rejects.toThrow(/^MOVED/);
});

test("moveKeys() tries again if the target's answer was lost, one at a time, and replaces what may have arrived", async () => {
  keys = new Map([1, 2, 3].map((slot) => [slot, [`k${slot}`]]));
  // The first MIGRATE was done, but for its answer.
  copies.add("k1");
  replies = [LOST];
  expect(await moveKeys(client, [1, 2, 3], TARGET)).toBe(3);
  expect(sent()).toEqual([
    ...["k1", "k2", "k3"].map((key) => migrateOf(key, OF_THREE)),
    migrateOf("k1", ALONE, " REPLACE"),
  ]);
});

test("moveKeys() never replaces the owner's key by a stale one, not even after a lost answer", async () => {
  keys = new Map([[3, ["a"]]]);
  copies.add("a");
  replies = [LOST];
  expect(await moveKeys(client, [3], { ...TARGET, isStale: true })).toBe(0);
  expect(sent()).toEqual([
    migrateOf("a", ALONE),
    migrateOf("a", ALONE),
    migrateOf("a", ALONE),
    "ASKING",
    "DEL a",
  ]);
});

test("moveKeys() gives up a lost target after three more tries, with its reason", async () => {
  keys = new Map([1, 2, 3, 4].map((slot) => [slot, [`k${slot}`]]));
  replies = Array.from({ length: 20 }, () => LOST);
  await expect(moveKeys(client, [1, 2, 3, 4], TARGET)).rejects.toThrow(LOST.message);
  expect(sent()).toEqual([
    ...["k1", "k2", "k3"].map((key) => migrateOf(key, OF_THREE)),
    migrateOf("k4", ALONE),
    migrateOf("k1", ALONE, " REPLACE"),
    migrateOf("k2", ALONE, " REPLACE"),
  ]);
});

test("moveKeys() succeeds if the target comes back by the third of them", async () => {
  keys = new Map([[3, ["a"]]]);
  replies = [LOST, LOST, LOST];
  expect(await moveKeys(client, [3], TARGET)).toBe(1);
  expect(sent()).toHaveLength(4);
});

test("moveKeys() fails at once for any other reason", async () => {
  keys = new Map([[3, ["a"]]]);
  replies = [new Error("ERR Target instance replied with error: OOM")];
  await expect(moveKeys(client, [3], TARGET)).rejects.toThrow(/replied with error: OOM$/);
  expect(sent()).toHaveLength(1);
});

test("moveKeys() fails if the source does not name its keys", async () => {
  await server.end();
  server = await FakeRedis.start(() => new Error("CLUSTERDOWN"));
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
  await expect(moveKeys(client, [3], TARGET)).rejects.toThrow(/^CLUSTERDOWN$/);
});

test("moveKeys() waits longer for large keys than a command takes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await server.end();
  server = await FakeRedis.start((command) => {
    if (command.startsWith("MIGRATE")) vi.advanceTimersByTime(20_000);
    return answer(command);
  });
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
  keys = new Map([[3, ["a"]]]);
  expect(await moveKeys(client, [3], TARGET)).toBe(1);
});
