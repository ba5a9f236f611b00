import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshNodes, runConverge } from "../support/bareNodes";
import { at } from "../support/example";
import { ALL_KEYS, countKeys, writeKeys } from "../support/keys";
import { linesIn } from "../support/linesOf";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const FORMED = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "killed-rejoins" });
  await freshNodes(cluster);
  await converge();
  await writeKeys(cluster);
});
afterAll(() => cluster?.end());

/** The first words of the lines of a run that ends in the formed cluster. */
async function converge(): Promise<string[]> {
  const { exitCode, stderr } = await runConverge(cluster);
  const lines = linesIn(stderr);
  expect(exitCode, stderr).toBe(0);
  expect(lines.at(-1)).toBe(FORMED);
  return lines.slice(0, -1).map((line) => line.split(" ").slice(0, 2).join(" "));
}

const SHARDS: readonly (readonly [number, number])[] = [
  [7000, 7004],
  [7003, 7002],
  [7001, 7005],
];

/** The current primary and replica of a shard. */
async function shard(index: number): Promise<{ primary: number; replica: number }> {
  const [one = 0, other = 0] = SHARDS[index] ?? [];
  const role = await cluster.ask(at(one), "ROLE");
  return role.startsWith("master")
    ? { primary: one, replica: other }
    : { primary: other, replica: one };
}

async function killAndRemove(port: number): Promise<void> {
  await onHostOf(port, `kill -9 $(cat ${port}/${port}.pid) && rm -r ${port}`);
}

async function onHostOf(port: number, command: string): Promise<string> {
  return cluster.on(port < 7003 ? HOST_A : HOST_B, `cd /root/conf && ${command}`);
}

/** What happens to the cluster, and the first words of what repairs it. */
const FAULTS: Readonly<
  Record<string, { kills: number[]; steps: string[]; happen: () => Promise<void> }>
> = {
  "a replica without a directory": {
    // Within the five forgets and after them, after the start, and while the nodes meet.
    kills: [1, 5, 6, 7, 9],
    steps: ["forget the", "start", "set config", "make", "make"],
    happen: async () => killAndRemove((await shard(0)).replica),
  },
  "a primary without a directory": {
    // After the takeover. Then it is a replica without a directory.
    kills: [1, 6],
    steps: ["make", "forget the", "start", "set config", "make", "make"],
    happen: async () => killAndRemove((await shard(1)).primary),
  },
  "a running primary whose directory was removed": {
    // After the failover, and after the stop. Then it is a replica whose directory was removed.
    kills: [1, 2],
    steps: ["fail over"],
    happen: async () => {
      const { primary } = await shard(2);
      await onHostOf(primary, `rm -r ${primary}`);
    },
  },
  "a running replica whose directory was removed": {
    kills: [1, 4, 7],
    steps: ["stop", "forget the"],
    happen: async () => {
      const { replica } = await shard(0);
      await onHostOf(replica, `rm -r ${replica}`);
    },
  },
};

describe.each(Object.entries(FAULTS))(
  "a converge that repairs %s",
  (_, { kills, steps, happen }) => {
    test.each(kills)("is killed after %i steps and run again", async (count) => {
      await happen();
      const killed = await runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: String(count) });
      expect(killed.exitCode, killed.stderr).toBe(null);
      await converge();
      expect(await countKeys()).toEqual(ALL_KEYS);
    });

    test("is not killed", async () => {
      await happen();
      const lines = await converge();
      const expected = steps.map((step) => expect.stringContaining(step));
      expect(lines.slice(0, steps.length)).toEqual(expected);
      expect(await countKeys()).toEqual(ALL_KEYS);
    });
  },
);

test("a loss of power that damages the file of a primary loses nothing while its replica is whole", async () => {
  const { primary, replica } = await shard(1);
  const keys = await cluster.ask(at(primary), "DBSIZE");
  for (const host of [HOST_A, HOST_B]) {
    await cluster.on(host, "for file in /root/conf/*/*.pid; do kill -9 $(cat $file); done");
  }
  await onHostOf(
    primary,
    `cd ${primary}/appendonlydir && printf 'junk%.0s' $(seq 20) | dd of=$(ls *.incr.aof) bs=1 seek=60 conv=notrunc`,
  );
  // The run finds the damage by its start, and goes on.
  const { exitCode, stderr } = await runConverge(cluster);
  expect(stderr).toMatch(
    /^Cannot start \S+: the server exited during its start: .*Bad file format/m,
  );
  expect(linesIn(stderr).at(-1)).toBe(FORMED);
  expect(exitCode).toBe(0);
  expect(await cluster.ask(at(replica), "DBSIZE")).toBe(keys);
  expect(await cluster.ask(at(replica), "ROLE")).toContain("master");
  await until("the keys on all replicas", async () =>
    (await countKeys()).replicas === ALL_KEYS.replicas ? true : undefined,
  );
  expect(await countKeys()).toEqual(ALL_KEYS);
  expect(await onHostOf(primary, `ls -d ${primary}/unused-*`)).toMatch(/^\d+\/unused-\S+\n/);
});
