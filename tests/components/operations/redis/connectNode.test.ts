import { once } from "node:events";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  connectionProblem,
  connectNode,
} from "../../../../components/operations/redis/connectNode";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

let answers: Record<string, Reply>;
let server: FakeRedis;
let client: Redis | undefined;

beforeEach(async () => {
  answers = {};
  server = await FakeRedis.start((command) => answers[command] ?? "OK");
});
afterEach(async () => {
  client?.disconnect();
  await server.end();
});

function node() {
  return { address: "127.0.0.1", port: server.port };
}

test("connectNode() logs in with the password, and asks the server nothing else", async () => {
  client = await connectNode(node(), "pa$$w0rd");
  expect(await client.call("PING")).toBe("OK");
  const own = server.log.filter((command) => !/^client setinfo/i.test(command));
  expect(own).toEqual(["auth pa$$w0rd", "PING"]);
});

test("connectNode() follows no redirect", async () => {
  answers["GET name"] = new Error("MOVED 5798 127.0.0.1:3");
  client = await connectNode(node(), undefined);
  await expect(client.call("GET", "name")).rejects.toThrow("MOVED 5798 127.0.0.1:3");
});

test("connectNode() does not connect again when the connection is lost", async () => {
  client = await connectNode(node(), undefined);
  const ended = once(client, "end");
  await server.end();
  await ended;
  await expect(client.call("PING")).rejects.toThrow("Connection is closed.");
  server = await FakeRedis.start(() => "OK");
});

test("connectNode() fails with the socket's own message where nobody listens", async () => {
  await expect(connectNode({ address: "127.0.0.1", port: 3 }, undefined)).rejects.toThrow(
    "connect ECONNREFUSED 127.0.0.1:3",
  );
});

test.each([
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
  "ERR Client sent AUTH, but no password is set",
])("connectNode() works with a password on a server without one: %s", async (text) => {
  answers["auth early"] = new Error(text);
  client = await connectNode(node(), "early");
  expect(await client.call("PING")).toBe("OK");
});

test("connectNode() fails with the server's own message for a wrong password", async () => {
  answers["auth wrong"] = new Error("WRONGPASS invalid username-password pair");
  await expect(connectNode(node(), "wrong")).rejects.toThrow(
    "WRONGPASS invalid username-password pair",
  );
});

test("connectionProblem() says who did not reply", () => {
  expect(connectionProblem(new Error("Command timed out"))).toBe(
    "the server did not reply in time",
  );
  expect(connectionProblem(new Error("ERR no"))).toBe("ERR no");
});
