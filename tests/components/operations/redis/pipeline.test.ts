import { afterEach, beforeEach, expect, test } from "vitest";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { pipeline } from "../../../../components/operations/redis/pipeline";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

let answers: Record<string, Reply>;
let server: FakeRedis;
let client: Awaited<ReturnType<typeof connectNode>>;

beforeEach(async () => {
  answers = { "MEET A": "OK", "MEET B": 7, "MEET C": ["x", null] };
  server = await FakeRedis.start((command) => answers[command] ?? "OK");
  client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
});
afterEach(async () => {
  client.disconnect();
  await server.end();
});

/** The commands that the server received, without the client's greetings. */
function asked(): string[] {
  return server.log.filter((command) => command.startsWith("MEET"));
}

test("pipeline() sends all commands and returns their replies in order", async () => {
  const replies = await pipeline(client, [
    ["MEET", "A"],
    ["MEET", "B"],
    ["MEET", "C"],
  ]);
  expect(replies).toEqual(["OK", 7, ["x", null]]);
  expect(asked()).toEqual(["MEET A", "MEET B", "MEET C"]);
});

test("pipeline() sends nothing where there is nothing to send", async () => {
  expect(await pipeline(client, [])).toEqual([]);
  expect(asked()).toEqual([]);
});

test("pipeline() throws the first refusal, having sent what comes after it", async () => {
  answers["MEET A"] = new Error("ERR one");
  answers["MEET B"] = new Error("ERR two");
  await expect(
    pipeline(client, [
      ["MEET", "A"],
      ["MEET", "B"],
      ["MEET", "C"],
    ]),
  ).rejects.toThrow(/^ERR one$/);
  expect(asked()).toEqual(["MEET A", "MEET B", "MEET C"]);
});

test("pipeline() says when the connection is lost", async () => {
  client.disconnect();
  await expect(pipeline(client, [["MEET", "A"]])).rejects.toThrow("Connection is closed");
});
