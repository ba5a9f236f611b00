import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { FakeRedis } from "../../../support/fakeRedis";

let server: FakeRedis;
let connections: NodeConnections;
let name: string;

beforeEach(async () => {
  server = await FakeRedis.start(() => "OK");
  connections = new NodeConnections(
    [{ address: "127.0.0.1", port: server.port, domain: "a" }],
    undefined,
  );
  name = `127.0.0.1:${server.port}`;
});
afterEach(async () => {
  connections.close();
  await server.end();
});

describe("NodeConnections", () => {
  test("opens one connection, and another one when that was lost", async () => {
    const first = await connections.to(name);
    expect(await connections.to(name)).toBe(first);
    const ended = once(first, "end");
    first.disconnect();
    await ended;
    const second = await connections.to(name);
    expect(second).not.toBe(first);
    expect(await second.call("PING")).toBe("OK");
  });

  test("closes a connection that was still being made at the close", async () => {
    const asked = connections.to(name);
    connections.close();
    await expect(asked).rejects.toThrow(
      new Error(`Cannot connect to ${name}: the connections were closed`),
    );
  });

  test("does not connect to a node that is not declared", async () => {
    await expect(connections.to("127.0.0.1:1")).rejects.toThrow(
      new Error("Cannot connect to 127.0.0.1:1: it is not a declared node"),
    );
  });
});
