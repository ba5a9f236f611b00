import calculateSlot from "cluster-key-slot";
import { afterEach, expect, test } from "vitest";
import { FakeRedis } from "../fakeRedis";
import { until } from "../until";
import { evenKeys, History } from "./history";
import { judge } from "./judge";

let server: FakeRedis | undefined;
afterEach(() => server?.end());

/** A server that owns all slots. @param isKept false for a write that it accepts and forgets */
async function start(isKept: (value: string) => boolean): Promise<string> {
  const values = new Map<string, string>();
  server = await FakeRedis.start((line) => {
    const [command, key = "", value = ""] = line.split(" ");
    if (command === "get") return values.get(key) ?? null;
    if (command === "set" && isKept(value)) values.set(key, value);
    return "OK";
  });
  return `127.0.0.1:${server.port}`;
}

async function record(node: string, clients: number) {
  const history = History.start([node], { clients, keys: 3, pace: 1 });
  await until("enough writes", () => ((server?.log.length ?? 0) > 100 ? true : undefined));
  return { history, ...(await history.end()) };
}

test("clients read and write the same keys, and at last each key is read", async () => {
  const { history, operations, gaps } = await record(await start(() => true), 2);
  expect(operations.slice(-3).map(({ op, key }) => `${op} ${key}`)).toEqual(
    history.keys.map((key) => `read ${key}`),
  );
  const kinds = operations.map(({ client, op, key }) => `${client} ${op} ${key}`);
  const all = [0, 1].flatMap((client) =>
    ["read", "write"].flatMap((op) => history.keys.map((key) => `${client} ${op} ${key}`)),
  );
  expect([...new Set(kinds)].sort()).toEqual(all.sort());
  const values = operations.flatMap(({ op, key, value }) => (op === "write" ? [key + value] : []));
  expect(new Set(values).size).toBe(values.length);
  expect(operations.length).toBe(server?.log.filter((line) => /^[gs]et /.test(line)).length);
  expect(gaps.length).toBe(1);
  expect((await judge(operations)).isLinearizable).toBe(true);
});

test("a server that forgets a write is found out", async () => {
  const { operations } = await record(await start((value) => value !== "0-4"), 1);
  const { isLinearizable, report } = await judge(operations);
  expect(isLinearizable).toBe(false);
  expect(report).toContain("client 0 wrote 0-4");
});

test("two recordings have different keys, in the middle of equal parts of all slots", async () => {
  const node = await start(() => true);
  const [one, other] = [History.start([node]), History.start([node])];
  await Promise.all([one.stop(), other.stop()]);
  expect(one.keys.filter((key) => other.keys.includes(key))).toEqual([]);
  expect(
    evenKeys("history", 12).map((key) => Math.floor(calculateSlot(key) / (16384 / 12))),
  ).toEqual(Array.from({ length: 12 }, (_, index) => index));
});
