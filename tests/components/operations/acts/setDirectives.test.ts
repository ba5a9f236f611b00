import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setDirectives } from "../../../../components/operations/acts/setDirectives";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

let answers: Record<string, Reply>;
let server: FakeRedis;
let client: Redis;

beforeEach(async () => {
  answers = {
    "CONFIG GET maxmemory": ["maxmemory", "2"],
    "CONFIG GET save": ["save", "900 1"],
  };
  server = await FakeRedis.start((command) => answers[command] ?? "OK");
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
});
afterEach(async () => {
  client.disconnect();
  await server.end();
});

const MEMORY = { name: "maxmemory", from: "1", to: "2" };
const SAVE = { name: "save", from: "", to: "900 1" };

function asked(): string[] {
  return server.log.filter((command) => command.startsWith("CONFIG"));
}

test("setDirectives() sets each and reads it back", async () => {
  expect(await setDirectives(client, [MEMORY, SAVE])).toEqual([]);
  expect(asked()).toEqual([
    "CONFIG SET maxmemory 2",
    "CONFIG GET maxmemory",
    "CONFIG SET save 900 1",
    "CONFIG GET save",
  ]);
});

test("setDirectives() names what the server takes at no time, not even as it is", async () => {
  answers["CONFIG SET maxmemory 2"] = new Error("ERR can't set immutable config");
  answers["CONFIG SET maxmemory 1"] = new Error("ERR can't set immutable config");
  expect(await setDirectives(client, [MEMORY, SAVE])).toEqual(["maxmemory"]);
  expect(asked()).toEqual([
    "CONFIG SET maxmemory 2",
    "CONFIG SET maxmemory 1",
    "CONFIG SET save 900 1",
    "CONFIG GET save",
  ]);
});

test("setDirectives() fails of a value that is refused where another is taken", async () => {
  answers["CONFIG SET maxmemory 2"] = new Error("ERR Invalid argument");
  await expect(setDirectives(client, [MEMORY, SAVE])).rejects.toThrow(
    new Error('it refuses maxmemory "2": ERR Invalid argument'),
  );
});

test("setDirectives() believes no OK that has no effect", async () => {
  answers["CONFIG GET maxmemory"] = ["maxmemory", "3"];
  await expect(setDirectives(client, [MEMORY])).rejects.toThrow(
    new Error('it took maxmemory "2", but then said "3"'),
  );
});
