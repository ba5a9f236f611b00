import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import {
  redirectedPath,
  type ServingShard,
  sweep,
  verificationKey,
} from "../../../../components/operations/redis/redirects";
import { FakeRedis } from "../../../support/fakeRedis";

const SLOT = 5798;
const WRITE = { key: "name", value: "tom", expires: false };

/** A cluster of two shards on three servers: the second one owns the slot of `name`. */
let servers: FakeRedis[];
let names: string[];
let shards: ServingShard[];
let connections: NodeConnections;
let wrong: Record<string, string>;

beforeEach(async () => {
  wrong = {};
  const kept = new Map<string, string>();
  const serve = (index: number) => (line: string) => {
    const [command = "", key = "", value = ""] = line.split(" ");
    if (wrong[`${index} ${command}`] !== undefined) return wrong[`${index} ${command}`];
    if (!["SET", "GET", "DEL"].includes(command)) return "OK";
    const isName = key === "name" || key.startsWith("{name}");
    if (isName && index !== 1) return new Error(`MOVED ${SLOT} ${names[1]}`);
    if (command === "GET") return kept.get(key) ?? null;
    if (command === "DEL") return kept.delete(key) ? 1 : 0;
    kept.set(key, value);
    return "OK";
  };
  servers = await Promise.all([0, 1, 2].map((index) => FakeRedis.start(serve(index))));
  names = servers.map(({ port }) => `127.0.0.1:${port}`);
  const nodes = servers.map(({ port }) => ({ address: "127.0.0.1", port, domain: "a" }));
  connections = new NodeConnections(nodes, undefined);
  const [first = "", second = "", third = ""] = names;
  shards = [
    { slots: [{ start: 0, end: 5460 }], owner: first, replicas: [] },
    { slots: [{ start: 5461, end: 16383 }], owner: second, replicas: [third] },
  ];
});
afterEach(async () => {
  connections.close();
  await Promise.all(servers.map((server) => server.end()));
});

/** The writes and removals that a server received. */
function writes(index: number): string[] {
  return (servers[index]?.log ?? []).filter((line) => /^(SET|DEL) /.test(line));
}

describe("redirectedPath()", () => {
  test("follows the example's redirects, from a replica to the owner and back from another primary", async () => {
    const moved = `MOVED ${SLOT} ${names[1]}`;
    expect(await redirectedPath(shards, connections, WRITE)).toEqual([
      { node: names[2], command: "SET name tom", reply: moved },
      { node: names[1], command: "SET name tom", reply: "OK" },
      { node: names[1], command: "GET name", reply: "tom" },
      { node: names[0], command: "GET name", reply: moved },
    ]);
    expect(writes(1)).toEqual(["SET name tom"]);
  });

  test("begins at another primary where there is no replica", async () => {
    const alone = shards.map((shard) => ({ ...shard, replicas: [] }));
    const [first] = await redirectedPath(alone, connections, WRITE);
    expect(first?.node).toBe(names[0]);
  });

  test("lets a temporary key expire, and removes it", async () => {
    const write = { key: "{name}:verify:1", value: "tom", expires: true };
    await redirectedPath(shards, connections, write);
    expect(writes(1)).toEqual(["SET {name}:verify:1 tom EX 60", "DEL {name}:verify:1"]);
  });

  test("names the first reply that is not a cluster's", async () => {
    wrong["0 GET"] = "jerry";
    await expect(redirectedPath(shards, connections, WRITE)).rejects.toThrow(
      new Error(
        `Verification failed: ${names[0]} answered GET name with "jerry", ` +
          `expected "MOVED ${SLOT} ${names[1]}"`,
      ),
    );
  });

  test("names a slot without an owner", async () => {
    await expect(redirectedPath(shards.slice(0, 1), connections, WRITE)).rejects.toThrow(
      new Error("Verification failed: no node owns slot 5798"),
    );
  });
});

describe("sweep()", () => {
  test("writes, reads back and removes one key on every primary", async () => {
    await sweep(shards, connections);
    for (const index of [0, 1]) {
      const [set = "", del = "", ...more] = writes(index);
      const key = /^SET (verify:[0-9a-f]{16}) [0-9a-f]{16} EX 60$/.exec(set)?.[1];
      expect([del, more]).toEqual([`DEL ${key}`, []]);
    }
    expect(writes(2)).toEqual([]);
  });

  test("fails where a value does not come back", async () => {
    wrong["1 GET"] = "other";
    await expect(sweep(shards, connections)).rejects.toThrow(
      /^Verification failed: .* answered GET verify:[0-9a-f]+ with "other", expected "[0-9a-f]+"$/,
    );
  });
});

test("verificationKey() is in the slot of name, and a different one each time", () => {
  expect(verificationKey()).toMatch(/^\{name\}:verify:[0-9a-f]{16}$/);
  expect(verificationKey()).not.toBe(verificationKey());
});
