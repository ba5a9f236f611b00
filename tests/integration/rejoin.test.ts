import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveKeys } from "../../components/text/cures/clusterCures";
import { at } from "../support/example";
import { expectCure } from "../support/expectCure";
import { ALL_KEYS, countKeys, writeKeys } from "../support/keys";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HEALTHY = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "rejoin", config: { allowNoPassword: true } });
  await succeed(cluster.up());
  await writeKeys(cluster);
});
afterAll(() => cluster?.end());

/** The plan that a preview prints, without its heading. */
async function plannedSteps(): Promise<string[]> {
  const preview = await cluster.preview();
  expect(preview.code, preview.output).toBe(0);
  const plan = /\n *Plan\n((?: {4,}.*\n)*)/.exec(preview.output)?.[1] ?? preview.output;
  return plan
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().replace(/ID [0-9a-f]{6}/, "ID ID"));
}

/** One up repairs all, and no key is lost. */
async function expectComeback(): Promise<void> {
  const up = await cluster.up();
  expect(up.code, up.output).toBe(0);
  const after = await cluster.pulumi("preview", "--expect-no-changes");
  expect(after.output).toContain(HEALTHY);
  expect(after.code, after.output).toBe(0);
  expect(await countKeys()).toEqual(ALL_KEYS);
}

async function roleOf(port: number): Promise<string | undefined> {
  return (await cluster.ask(at(port), "ROLE")).split(",")[0];
}

function hostOf(port: number): string {
  return port < 7003 ? HOST_A : HOST_B;
}

async function killAndRemove(port: number): Promise<void> {
  await cluster.on(
    hostOf(port),
    `kill -9 $(cat /root/conf/${port}/${port}.pid) && rm -r /root/conf/${port}`,
  );
}

/** The members of the shard of a node: its primary, then its replica. */
async function shardOf(port: number): Promise<[primary: number, replica: number]> {
  const other = PARTNERS[port] ?? port;
  return (await roleOf(port)) === "master" ? [port, other] : [other, port];
}

const PARTNERS: Readonly<Record<number, number>> = {
  7000: 7004,
  7004: 7000,
  7003: 7002,
  7002: 7003,
  7001: 7005,
  7005: 7001,
};

describe("a node that lost its identity comes back by one up", () => {
  test("a replica that was reset", async () => {
    const [primary, replica] = await shardOf(7002);
    expect(await cluster.ask(at(replica), "CLUSTER", "RESET", "HARD")).toBe("OK");
    expect(await plannedSteps()).toEqual([
      "forget the old node ID ID on 5 nodes",
      expect.stringMatching(`^set config epoch \\d on ${at(replica)}$`),
      `make ${at(replica)} meet 5 nodes`,
      `make ${at(replica)} a replica of ${at(primary)}`,
      expect.stringContaining("record owner and members on"),
    ]);
    await expectComeback();
  });

  test("a replica that is stopped and whose directory is missing", async () => {
    const [primary, replica] = await shardOf(7000);
    await killAndRemove(replica);
    const keys = await cluster.ask(at(primary), "DBSIZE");
    expect((await plannedSteps()).slice(0, 2)).toEqual([
      "forget the old node ID ID on 5 nodes",
      `start ${at(replica)} empty, as a new replica of ${at(primary)}: ${keys} keys to copy`,
    ]);
    await expectComeback();
  });

  test("a primary that is stopped and whose directory is missing: its replica takes over first", async () => {
    const [primary, replica] = await shardOf(7003);
    await killAndRemove(primary);
    expect((await plannedSteps()).slice(0, 3)).toEqual([
      `make ${at(replica)} the primary of its shard: ${at(primary)} has lost its data`,
      "forget the old node ID ID on 5 nodes",
      expect.stringContaining(`start ${at(primary)} empty, as a new replica of ${at(replica)}: `),
    ]);
    await expectComeback();
    expect(await roleOf(replica)).toBe("master");
  });

  test("all directories of a host that has no primary with the only copy", async () => {
    for (const port of [7003, 7004, 7005]) await killAndRemove(port);
    await expectComeback();
  });

  test("node IDs without an address are forgotten", async () => {
    const [, replica] = await shardOf(7001);
    const [other] = await shardOf(7003);
    expect(await cluster.ask(at(replica), "CLUSTER", "RESET", "HARD")).toBe("OK");
    await until("the peers to notice that the identity is lost", async () =>
      (await cluster.ask(at(other), "CLUSTER", "NODES")).includes("noaddr") ? true : undefined,
    );
    await cluster.ask(at(replica), "CLUSTER", "MEET", hostOf(other), `${other}`);
    await expectComeback();
    expect(await cluster.ask(at(other), "CLUSTER", "NODES")).not.toContain("noaddr");
  });
});

describe("a running server whose directory was removed", () => {
  test("a replica is stopped and joins again", async () => {
    const [, replica] = await shardOf(7000);
    await cluster.on(hostOf(replica), `rm -r /root/conf/${replica}`);
    expect((await plannedSteps())[0]).toBe(
      `stop ${at(replica)}: the directory was removed, another node has the data`,
    );
    await expectComeback();
  });

  test("a primary hands over to its replica first", async () => {
    const [primary, replica] = await shardOf(7003);
    await cluster.on(hostOf(primary), `rm -r /root/conf/${primary}`);
    expect((await plannedSteps()).slice(0, 2)).toEqual([
      `fail over ${at(primary)} -> ${at(replica)}: writes to its slots pause for about 0.1 s`,
      `stop ${at(primary)}: the directory was removed, another node has the data`,
    ]);
    await expectComeback();
    expect(await roleOf(replica)).toBe("master");
  });

  test("the whole directory of a host with most of the primaries", async () => {
    for (const port of [7000, 7001]) await makePrimary(port);
    await cluster.on(HOST_A, "rm -r /root/conf");
    await expectComeback();
  });

  test("without a replica that has its data it is left alone, and its keys can be saved", async () => {
    const [primary, replica] = await shardOf(7003);
    const keys = await cluster.ask(at(primary), "DBSIZE");
    await cluster.on(hostOf(primary), `rm -r /root/conf/${primary}`);
    await cluster.on(hostOf(replica), `rm -r /root/conf/${replica}`);
    const preview = await cluster.preview();
    expect(preview.code).not.toBe(0);
    expectCure(preview.output, saveKeys({ address: hostOf(primary), port: primary }));
    const command = /redis-cli -h \S+ -p \d+ --rdb \S+/.exec(preview.output)?.[0] ?? "none";
    const up = await cluster.up();
    expect(up.code).not.toBe(0);
    expect(await cluster.ask(at(primary), "DBSIZE")).toBe(keys);
    await cluster.on(hostOf(primary), `cd /tmp && ${command} && redis-check-rdb ${primary}.rdb`);
    expect(
      await cluster.on(hostOf(primary), `redis-check-rdb /tmp/${primary}.rdb | grep "keys read"`),
    ).toContain(` ${keys} keys read`);
  });
});

async function makePrimary(port: number): Promise<void> {
  if ((await roleOf(port)) === "master") return;
  await until(`${port} to become a primary`, async () => {
    await cluster.ask(at(port), "CLUSTER", "FAILOVER");
    return (await roleOf(port)) === "master" ? true : undefined;
  });
}
