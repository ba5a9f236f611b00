import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { copyFunctions } from "../../../../components/operations/redis/copyFunctions";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

const LIBRARY = ["library_name", "mylib", "engine", "LUA", "functions", []];
/** Not UTF-8: a dump that is read as text arrives broken. */
const DUMP = "\xf5\xc3\x00\xff mylib\r\n\x80";

let answers: Record<"source" | "target", Record<string, Reply>>;
let servers: readonly [FakeRedis, FakeRedis];
let clients: readonly [Redis, Redis];

beforeEach(async () => {
  answers = {
    source: { "FUNCTION LIST": [LIBRARY], "FUNCTION DUMP": DUMP },
    target: { "FUNCTION LIST": [], [`FUNCTION RESTORE ${DUMP}`]: "OK" },
  };
  servers = [
    await FakeRedis.start((command) => answers.source[command]),
    await FakeRedis.start((command) => answers.target[command]),
  ];
  const [source, target] = servers;
  clients = [await connect(source), await connect(target)];
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  await Promise.all(servers.map((server) => server.end()));
});

function connect({ port }: FakeRedis): Promise<Redis> {
  return connectNode({ address: "127.0.0.1", port }, undefined);
}

/** What source and target were told about functions. */
function asked(): string[][] {
  return servers.map(({ log }) => log.filter((command) => command.startsWith("FUNCTION")));
}

const LISTED = ["FUNCTION LIST"];
const COPIED = [
  ["FUNCTION LIST", "FUNCTION DUMP"],
  ["FUNCTION LIST", `FUNCTION RESTORE ${DUMP}`],
];

test("copyFunctions() copies the libraries, byte by byte", async () => {
  await copyFunctions(...clients);
  expect(asked()).toEqual(COPIED);
});

test.each<[string, Partial<typeof answers>]>([
  ["the source has none", { source: { "FUNCTION LIST": [] } }],
  ["the target has some", { target: { "FUNCTION LIST": [LIBRARY] } }],
  ["the servers know no functions", { source: {}, target: {} }],
])("copyFunctions() copies nothing if %s", async (_, changes) => {
  answers = { ...answers, ...changes };
  await copyFunctions(...clients);
  expect(asked()).toEqual([LISTED, LISTED]);
});

test("copyFunctions() accepts that another move was faster", async () => {
  answers.target[`FUNCTION RESTORE ${DUMP}`] = new Error("ERR Library mylib already exists");
  await copyFunctions(...clients);
  expect(asked()).toEqual(COPIED);
});

test("copyFunctions() fails if the target does not take the libraries", async () => {
  answers.target[`FUNCTION RESTORE ${DUMP}`] = new Error("OOM command not allowed");
  await expect(copyFunctions(...clients)).rejects.toThrow(/^OOM command not allowed$/);
});

test("copyFunctions() fails if a server does not say what it has", async () => {
  answers.source["FUNCTION LIST"] = new Error("NOPERM no permissions to run 'function|list'");
  await expect(copyFunctions(...clients)).rejects.toThrow(/^NOPERM/);
  expect(asked().flat()).not.toContain("FUNCTION DUMP");
});
