import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freshNodes, runConverge } from "../support/bareNodes";
import { digestOf } from "../support/digest";
import { EXAMPLE } from "../support/example";
import { FOUR_SHARDS } from "../support/grownCluster";
import { History } from "../support/history/history";
import { expectLinearizable } from "../support/history/judge";
import { ALL_KEYS, countKeys, writeKeys } from "../support/keys";
import { linesIn } from "../support/linesOf";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { Writer } from "../support/writer";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOST_C = "192.168.56.67";
const HOST_D = "192.168.56.68";
const HEALTHY = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";

interface Hosts {
  readonly hosts: readonly { readonly address: string; readonly ports: readonly number[] }[];
}

let cluster: TestCluster;
beforeAll(async () => {
  const spare = [HOST_C, HOST_D].map((address) => ({ address, ports: [7000] }));
  cluster = await TestCluster.open({ name: "leave", hosts: [...hostsOf(FOUR_SHARDS), ...spare] });
});
afterAll(() => cluster?.end());

function hostsOf({ hosts }: Hosts) {
  return hosts.map(({ address, ports }) => ({ address, ports: [...ports] }));
}

async function members(host: string): Promise<string[]> {
  const record = JSON.parse(await cluster.on(host, "cat /root/conf/cluster.json"));
  return Object.keys(record.members).sort();
}

/** Changes the hosts while clients read and write. Returns the plan that the preview printed, and what `up` printed. */
async function change(
  hosts: Hosts["hosts"],
  config: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly preview: string; readonly up: string }> {
  const nodes = await cluster.nodes();
  const names = nodes.map(({ address, port }) => `${address}:${port}`);
  const writer = Writer.start(names);
  onTestFinished(() => writer.stop());
  const history = History.start(names);
  onTestFinished(() => history.stop());
  await cluster.configure({ hosts, ...config });
  const preview = await succeed(cluster.preview());
  const up = await succeed(cluster.up());
  expect(up).toMatch(/Cluster healthy: 6 of 6 nodes answer, 16384 slots /);
  await expectLinearizable(history);
  const { acknowledged, failed, lost } = await writer.end();
  expect(acknowledged).toBeGreaterThan(0);
  expect({ failed, lost }).toEqual({ failed: [], lost: [] });
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  return { preview: preview.slice(preview.indexOf("    Plan")), up };
}

describe("nodes that are no longer declared", () => {
  test("a shard is drained, and its nodes leave, while a client writes", async () => {
    await cluster.configure({ hosts: hostsOf(FOUR_SHARDS) });
    await succeed(cluster.up());
    const migration = { parallel: 1, keysPerSecond: 2000 };
    const { preview, up } = await change(hostsOf(EXAMPLE), { migration });
    const [, keys = ""] = /moved 4,096 slots with ([\d,]+) keys/.exec(up) ?? [];
    const [, ms = ""] = /move 4096 slots to .*: (\d+) ms/.exec(up) ?? [];
    expect(Number(ms)).toBeGreaterThanOrEqual(Number(keys.replace(",", "")) / 2);
    expect(preview).toMatch(/^ {4}Plan: 8 nodes -> 6 nodes, 4 shards -> 3\n/);
    const servers = await cluster.on(HOST_A, "pgrep -x redis-server | wc -l");
    expect(servers).toBe("3\n");
    expect(await cluster.on(HOST_A, "ls /root/conf")).toMatch(/^7006\.removed-\d{4}-\d\d-\d\d$/m);
    expect(await members(HOST_A)).toHaveLength(6);
    expect(await members(HOST_B)).toEqual(await members(HOST_A));
  });

  test("another port for a primary: the new node takes over, and no slot moves", async () => {
    const { preview } = await change([
      { address: HOST_A, ports: [7100, 7001, 7002] },
      { address: HOST_B, ports: [7003, 7004, 7005] },
    ]);
    expect(preview).toMatch(/^ {4}Plan: replace 1 node\n/);
    expect(preview).toMatch(
      / {6}join 192\.168\.56\.65:7100 as a replica of 192\.168\.56\.65:7000: [\d,]+ keys to copy\n/,
    );
    expect(preview).toContain(
      "      remove 192.168.56.65:7000: stop it, and keep its data in 7000.removed-DATE\n",
    );
  });

  test("another host in the place of one", async () => {
    const { preview } = await change([
      { address: HOST_A, ports: [7100, 7001, 7002] },
      { address: HOST_C, ports: [7003, 7004, 7005] },
    ]);
    expect(preview).toMatch(/^ {4}Plan: replace 3 nodes\n/);
    expect(await cluster.on(HOST_B, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await cluster.on(HOST_B, "ls -A /root/conf | grep -v removed-")).toBe(".lock\n");
    expect(await members(HOST_C)).toHaveLength(6);
  });

  test("all nodes move to two other hosts", async () => {
    await change([
      { address: HOST_B, ports: [7000, 7001, 7002] },
      { address: HOST_D, ports: [7000, 7001, 7002] },
    ]);
    for (const host of [HOST_A, HOST_C]) {
      expect(await cluster.on(host, "pgrep -x redis-server || echo none")).toBe("none\n");
    }
    expect(await members(HOST_D)).toEqual(await members(HOST_B));
  });

  test("replicas lead new shards, and are replicas again", async () => {
    const hosts = [
      { address: HOST_B, ports: [7000, 7001, 7002] },
      { address: HOST_D, ports: [7000, 7001, 7002] },
    ];
    expect((await change(hosts, { replicas: 0 })).preview).toMatch(
      /^ {4}Plan: 6 nodes, 3 shards -> 6\n {6}make 192\S+ an empty primary: it leaves the shard of 192/,
    );
    await change(hosts, { replicas: 1 });
    await succeed(cluster.destroy());
    for (const host of [HOST_B, HOST_D]) {
      expect(await cluster.on(host, "pgrep -x redis-server || echo none")).toBe("none\n");
    }
  });
});

describe("a shard is drained and its nodes leave", () => {
  // Among the first records, the last ones of the moves, the forgetting and the removals.
  test.each([1, 6, 9, 14])("also if converge is killed after %i steps", async (count) => {
    const directives = { "enable-debug-command": "yes" };
    const before = { ...FOUR_SHARDS, directives };
    const after = { ...EXAMPLE, directives };
    await freshNodes(cluster, before);
    expect((await runConverge(cluster, {}, before)).exitCode).toBe(0);
    const all = FOUR_SHARDS.hosts.flatMap(({ address, ports }) =>
      ports.map((port) => `${address}:${port}`),
    );
    await writeKeys(cluster, all);
    const digest = await digestOf(all);
    const killed = await runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: `${count}` }, after);
    expect(killed.exitCode, killed.stderr).toBe(null);
    const again = await runConverge(cluster, {}, after);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(linesIn(again.stderr).at(-1)).toBe(HEALTHY);
    expect(await countKeys()).toEqual(ALL_KEYS);
    expect(await digestOf(all.filter((node) => !/700[67]$/.test(node)))).toBe(digest);
  });
});
