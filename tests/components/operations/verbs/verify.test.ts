import { afterEach, beforeEach, expect, test } from "vitest";
import { verify } from "../../../../components/operations/verbs/verify";
import { FakeCluster } from "../../../support/fakeCluster";

let cluster: FakeCluster;
beforeEach(async () => {
  cluster = await FakeCluster.open(6, 1);
});
afterEach(() => cluster.close());

test("verify() returns the redirected path, and how many primaries it tried", async () => {
  const { path, primaries } = await verify(cluster.spec);
  expect(primaries).toBe(3);
  const key = /^SET (\{name\}:verify:[0-9a-f]+) tom EX 60$/.exec(path[0]?.command ?? "")?.[1];
  const owner = path[1]?.node;
  expect(path).toEqual([
    { node: expect.any(String), command: `SET ${key} tom EX 60`, reply: `MOVED 5798 ${owner}` },
    { node: owner, command: `SET ${key} tom EX 60`, reply: "OK" },
    { node: owner, command: `GET ${key}`, reply: "tom" },
    { node: expect.any(String), command: `GET ${key}`, reply: `MOVED 5798 ${owner}` },
  ]);
  expect(path[0]?.node).not.toBe(owner);
});

test("verify() leaves no key, and touches none but its own", async () => {
  await verify(cluster.spec);
  const keysOf = (verb: string) =>
    cluster.commands(new RegExp(`^${verb} `)).map((line) => line.split(" ")[1]);
  expect(new Set(keysOf("DEL"))).toEqual(new Set(keysOf("SET")));
  for (const key of [...keysOf("SET"), ...keysOf("GET")])
    expect(key).toMatch(/^(\{name\}:)?verify:[0-9a-f]{16}$/);
});

test("verify() says what is wrong in a cluster that is not healthy", async () => {
  const [name = ""] = cluster.names;
  cluster.simulated.node(name).linkUp = false;
  await expect(verify(cluster.spec, { limit: 0 })).rejects.toThrow(
    `Verification failed: the cluster is not healthy\n  ${name}  replication link is down`,
  );
  expect(cluster.commands(/^SET /)).toEqual([]);
});

test("verify() names a node that does not return what was written", async () => {
  cluster.wrong = (line) => (line.startsWith("GET {name}") ? "jerry" : undefined);
  await expect(verify(cluster.spec)).rejects.toThrow(
    /^Verification failed: \S+ answered GET \{name\}:verify:[0-9a-f]+ with "jerry", expected "tom"$/,
  );
});
