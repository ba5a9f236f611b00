import { expect, test } from "vitest";
import { connectNode } from "../../../../components/operations/redis/connectNode";
import { offers } from "../../../../components/operations/redis/offers";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

test.each<[string, Reply, boolean]>([
  ["describes the subcommand", [["cluster|migrateslots", -4, ["admin"]]], true],
  ["has no such subcommand", [null], false],
  ["names no subcommands", [], false],
  ["answers something else", "OK", false],
])("offers() asks a server that %s", async (_, reply, expected) => {
  const server = await FakeRedis.start((command) =>
    command === "COMMAND INFO cluster|migrateslots" ? reply : new Error("ERR not asked for"),
  );
  const client = await connectNode({ address: "127.0.0.1", port: server.port }, undefined);
  try {
    expect(await offers(client, "cluster|migrateslots")).toBe(expected);
  } finally {
    client.disconnect();
    await server.end();
  }
});
