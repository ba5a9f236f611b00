import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { installServer } from "../../components/text/cures/clusterCures";
import { freshNodes, runConverge } from "../support/bareNodes";
import { expectCure } from "../support/expectCure";
import { ALL_KEYS, countKeys, writeKeys } from "../support/keys";
import { linesIn } from "../support/linesOf";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { Writer } from "../support/writer";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOST_C = "192.168.56.67";
const BEFORE = [
  { address: HOST_A, ports: [7000, 7001, 7002], domain: HOST_A },
  { address: HOST_B, ports: [7003, 7004, 7005], domain: HOST_B },
];
const THIRD = { address: HOST_C, ports: [7006, 7007, 7008], domain: HOST_C };
const AFTER = { hosts: [...BEFORE, THIRD], replicas: 2, allowSharedDomain: false };
const NODES = BEFORE.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
const HEALTHY = "Cluster healthy: 9 of 9 nodes answer, 16384 slots served, every replica in sync.";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({ name: "grow", hosts: AFTER.hosts });
});
afterAll(() => cluster?.end());

/** The process IDs of the six servers of before. */
const pids = async () => [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];

/** The members that the record of each host names. */
async function recorded(): Promise<string[][]> {
  const records = AFTER.hosts.map(async ({ address }) => {
    const { members } = JSON.parse(await cluster.on(address, "cat /root/conf/cluster.json"));
    return Object.keys(members).sort();
  });
  return Promise.all(records);
}

/** The hosts of each shard, without their common beginning. */
async function hostsOfShards(): Promise<string[]> {
  const nodes = await cluster.nodes();
  return nodes
    .filter(({ role }) => role === "primary")
    .map(({ address, port }) => {
      const replicas = nodes.filter(({ primary }) => primary === `${address}:${port}`);
      return [address, ...replicas.map((replica) => replica.address)]
        .map((host) => host.split(".").at(-1))
        .sort()
        .join(" ");
    });
}

describe("a second replica for each shard, on a new host", () => {
  beforeAll(async () => {
    await cluster.configure({ hosts: BEFORE });
    await succeed(cluster.up());
  });

  test("is rejected while the host cannot run it, before anything changes", async () => {
    await cluster.configure(AFTER);
    await cluster.lab.crash(HOST_C);
    const down = await cluster.preview();
    expect(down.code, down.output).not.toBe(0);
    expect(down.output).toMatch(/192\.168\.56\.67/);
    await cluster.lab.start(HOST_C);

    const fake = "/usr/local/bin/redis-server";
    const version = "Redis server v=6.2.14 sha=00000000:0 malloc=libc bits=64 build=0";
    const script = `printf '%s\\n' '#!/bin/sh' 'echo "${version}"' >${fake}`;
    await cluster.on(HOST_C, `${script} && chmod +x ${fake}`);
    const older = await cluster.preview();
    expect(older.code, older.output).not.toBe(0);
    expect(older.output).toContain("its server is Redis 6.2.14, the cluster runs Redis 7.0.15");
    expectCure(older.output, installServer("Redis 7.0.15"));
    await cluster.on(HOST_C, `rm ${fake}`);
    expect(await cluster.on(HOST_C, "ls /root")).not.toContain("conf");
  });

  test("is previewed, and joins while a client writes", async () => {
    const before = await pids();
    const writer = Writer.start(NODES);
    onTestFinished(() => writer.stop());
    await cluster.configure(AFTER);
    const preview = await succeed(cluster.preview());
    const plan = preview.slice(preview.indexOf("    Plan: 6 nodes -> 9 nodes\n"));
    expect(plan).toMatch(
      new RegExp(
        [
          "^ {4}Plan: 6 nodes -> 9 nodes",
          "install the node script on 192\\.168\\.56\\.67",
          "create 192\\.168\\.56\\.67:7006, 7007, 7008",
          "join 192\\.168\\.56\\.67:7007 as a replica of 192\\.168\\.56\\.65:7000: [\\d,]+ keys? to copy",
          "join 192\\.168\\.56\\.67:7006 as a replica of 192\\.168\\.56\\.66:7003: [\\d,]+ keys? to copy",
          "join 192\\.168\\.56\\.67:7008 as a replica of 192\\.168\\.56\\.65:7001: [\\d,]+ keys? to copy",
          "No slots move\\. Clients keep reading and writing\\.\n",
        ].join("\n {6}"),
      ),
    );
    expect(preview).toContain(
      "after this change losing host 192.168.56.65 would stop the cluster: 2 of 3 primaries run there.",
    );

    const output = await succeed(cluster.up());
    const { acknowledged, failed, lost } = await writer.end();
    expect(acknowledged).toBeGreaterThan(0);
    expect({ failed, lost }).toEqual({ failed: [], lost: [] });
    expect(output).toContain(HEALTHY);
    expect(await hostsOfShards()).toEqual(["65 66 67", "65 66 67", "65 66 67"]);
    expect(await pids()).toEqual(before);
    const all = AFTER.hosts.flatMap(({ address, ports }) => ports.map((p) => `${address}:${p}`));
    expect(await recorded()).toEqual(AFTER.hosts.map(() => all));
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("is stopped by a destroy like the others, and found again", async () => {
    await succeed(cluster.destroy());
    for (const { address } of AFTER.hosts) {
      expect(await cluster.on(address, "pgrep redis-server || echo none")).toBe("none\n");
    }
    expect(await succeed(cluster.up())).toContain(HEALTHY);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
});

describe("new nodes join", () => {
  // Within the epochs, the meetings and the roles, and before the records.
  test.each([1, 5, 12, 15])("also if converge is killed after %i steps", async (count) => {
    await freshNodes(cluster, AFTER);
    expect((await runConverge(cluster)).exitCode).toBe(0);
    await writeKeys(cluster);
    const killed = await runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: `${count}` }, AFTER);
    expect(killed.exitCode, killed.stderr).toBe(null);
    const again = await runConverge(cluster, {}, AFTER);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(linesIn(again.stderr).at(-1)).toBe(HEALTHY);
    expect(await countKeys()).toEqual(ALL_KEYS);
  });
});
