import calculateSlot from "cluster-key-slot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeRedis, type Reply } from "../fakeRedis";
import { HistoryClient } from "./historyClient";

const SLOT = calculateSlot("k");

/** Three servers, and how each answers; "OK" by default. */
let servers: FakeRedis[];
let names: string[];
let answers: ((line: string) => Reply)[];
let client: HistoryClient;
let time: number;

beforeEach(async () => {
  answers = [];
  time = 0;
  servers = await Promise.all(
    [0, 1, 2].map((index) =>
      FakeRedis.start((line) => {
        const reply = isCommand(line) ? answers[index]?.(line) : undefined;
        return reply === undefined ? "OK" : reply;
      }),
    ),
  );
  names = servers.map(({ port }) => `127.0.0.1:${port}`);
  // It asks the second one of its nodes first.
  const [first = "", second = ""] = names;
  client = clientOf([second, first]);
});
afterEach(async () => {
  await client.close();
  await Promise.all(servers.map((server) => server.end()));
});

function clientOf(nodes: readonly string[]): HistoryClient {
  return new HistoryClient({ client: 7, nodes, now: () => (time += 1) });
}

/** What each server was sent. */
function logs(): string[][] {
  return servers.map(({ log }) => log.filter(isCommand));
}

/** False for the library's introduction of itself. */
function isCommand(line: string): boolean {
  return !line.startsWith("client ");
}

test("a write and a read are recorded with the value and both times", async () => {
  answers[0] = (line) => (line.startsWith("get") ? "read" : "OK");
  const said = { client: 7, key: "k", node: names[0] };
  expect(await client.write("k", "a")).toEqual({
    ...said,
    op: "write",
    value: "a",
    call: 1,
    return: 2,
  });
  expect(await client.read("k")).toEqual({
    ...said,
    op: "read",
    value: "read",
    call: 3,
    return: 4,
  });
});

test("a key that does not exist is read as null", async () => {
  answers[0] = () => null;
  expect(await client.read("k")).toMatchObject({ op: "read", value: null, return: 2 });
});

test("MOVED is followed, and later commands go to the owner at once", async () => {
  answers[0] = () => new Error(`MOVED ${SLOT} ${names[2]}`);
  expect(await client.write("k", "a")).toMatchObject({ value: "a", return: 2, node: names[2] });
  expect(await client.write("k", "b")).toMatchObject({ value: "b", return: 4, node: names[2] });
  expect(logs()).toEqual([["set k a"], [], ["set k a", "set k b"]]);
});

test("nodes that redirects named are asked too, once those that it began with have left", async () => {
  answers[0] = () => new Error(`MOVED ${SLOT} ${names[2]}`);
  expect(await client.write("k", "a")).toMatchObject({ node: names[2] });
  await Promise.all([servers[0]?.end(), servers[1]?.end()]);
  // The owner is no longer certain.
  answers[2] = () => new Error("LOADING");
  expect(await client.write("k", "b")).toBeUndefined();
  answers[2] = () => "OK";
  const tries = [
    await client.write("k", "c"),
    await client.write("k", "d"),
    await client.write("k", "e"),
  ];
  expect(tries.filter((one) => one?.node === names[2])).not.toEqual([]);
});

test("ASK is followed with ASKING, once", async () => {
  answers[0] = (line) =>
    line === "set k a" ? new Error(`ASK ${SLOT} ${names[2]}`) : new Error("ERR x");
  expect(await client.write("k", "a")).toMatchObject({ value: "a", return: 2, node: names[2] });
  expect(await client.write("k", "b")).toBeUndefined();
  expect(logs()[2]).toEqual(["asking", "set k a"]);
});

test("redirects in a circle end", async () => {
  answers[0] = () => new Error(`MOVED ${SLOT} ${names[2]}`);
  answers[2] = () => new Error(`MOVED ${SLOT} ${names[0]}`);
  expect(await client.write("k", "a")).toBeUndefined();
});

test.each([
  "CLUSTERDOWN The cluster is down",
  "LOADING Redis is loading the dataset in memory",
  "TRYAGAIN Multiple keys request during rehashing of slot",
  "READONLY You can't write against a read only replica.",
  "OOM command not allowed when used memory > 'maxmemory'.",
])("%s: the command was not done, and is not sent again", async (reply) => {
  answers[0] = () => new Error(reply);
  expect(await client.write("k", "a")).toBeUndefined();
  expect(logs()).toEqual([["set k a"], [], []]);
});

test("a write whose reply never comes may have been done, and is not sent again", async () => {
  answers[0] = () => {
    void servers[0]?.end();
    return "OK";
  };
  expect(await client.write("k", "a")).toEqual({
    client: 7,
    op: "write",
    key: "k",
    value: "a",
    call: 1,
    return: null,
    node: names[0],
  });
  // The other node knows the owner, if there is one.
  expect(await client.write("k", "b")).toMatchObject({ value: "b", node: names[1] });
  expect(logs()).toEqual([["set k a"], ["set k b"], []]);
});

test("a read whose reply never comes says nothing", async () => {
  answers[0] = () => {
    void servers[0]?.end();
    return "a";
  };
  expect(await client.read("k")).toBeUndefined();
  expect(logs()).toEqual([["get k"], [], []]);
});

test("a node that does not listen was sent nothing", async () => {
  await servers[0]?.end();
  expect(await client.write("k", "a")).toBeUndefined();
  expect(await client.write("k", "b")).toMatchObject({ value: "b", node: names[1] });
});
