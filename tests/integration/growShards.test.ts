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
const NODES = FOUR_SHARDS.hosts.flatMap(({ address, ports }) =>
  ports.map((port) => `${address}:${port}`),
);
const HEALTHY = "Cluster healthy: 8 of 8 nodes answer, 16384 slots served, every replica in sync.";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({ name: "grow-shards", hosts: hostsOf(FOUR_SHARDS) });
});
afterAll(() => cluster?.end());

function hostsOf({ hosts }: Pick<typeof FOUR_SHARDS, "hosts">) {
  return hosts.map(({ address, ports, domain }) => ({ address, ports: [...ports], domain }));
}

/** The slots of each primary. */
async function slots(): Promise<Record<string, string>> {
  const nodes = await cluster.nodes();
  return Object.fromEntries(
    nodes.flatMap((node) => (node.role === "primary" ? [[`${node.port}`, node.slots]] : [])),
  );
}

describe("a fourth shard", () => {
  test("is previewed, and gets its slots while clients read and write", async () => {
    await cluster.configure({ hosts: hostsOf(EXAMPLE) });
    await succeed(cluster.up());
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    const known = NODES.filter((node) => !/700[67]$/.test(node));
    const writer = Writer.start(known);
    onTestFinished(() => writer.stop());
    const history = History.start(known);
    onTestFinished(() => history.stop());
    await cluster.configure({ hosts: hostsOf(FOUR_SHARDS) });
    const preview = await succeed(cluster.preview());
    expect(preview.slice(preview.indexOf("    Plan: 6 nodes -> 8 nodes"))).toMatch(
      new RegExp(
        [
          "^ {4}Plan: 6 nodes -> 8 nodes, 3 shards -> 4",
          "create 192\\.168\\.56\\.65:7006; 192\\.168\\.56\\.66:7007",
          "join 192\\.168\\.56\\.66:7007 as a primary, 192\\.168\\.56\\.65:7006 as its replica",
          "move 4,096 slots to 192\\.168\\.56\\.66:7007, key by key: about [\\d,]+ keys?, \\S+ \\S+, roughly \\d+ s",
          "  from 192\\.168\\.56\\.65:7000 1,365, 192\\.168\\.56\\.65:7001 1,365, 192\\.168\\.56\\.66:7003 1,366",
          "No restarts, no failovers\\. Clients keep reading and writing\\.\n",
        ].join("\n {6}"),
      ),
    );

    expect(preview).toContain(
      `after this change losing host ${HOST_A} or ${HOST_B} stops the cluster: 2 of 4 primaries run there. Three hosts would fix this.`,
    );

    const output = await succeed(cluster.up());
    await expectLinearizable(history);
    const { acknowledged, failed, lost } = await writer.end();
    expect(acknowledged).toBeGreaterThan(0);
    expect({ failed, lost }).toEqual({ failed: [], lost: [] });
    expect(output).toMatch(/; moved 4,096 slots with [\d,]+ keys\n/);
    expect(output).toContain(HEALTHY);
    expect(await slots()).toEqual({
      7000: "0-4095",
      7001: "10923-15018",
      7003: "5461-9556",
      7007: "4096-5460 9557-10922 15019-16383",
    });
    const after = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    expect(after).toMatchObject(before);
    const record = JSON.parse(await cluster.on(HOST_B, "cat /root/conf/cluster.json"));
    expect(Object.keys(record.members).sort()).toEqual([...NODES].sort());
    expect(record.rebalancing).toBeUndefined();
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("is stopped by a destroy like the others, and found again", async () => {
    await succeed(cluster.destroy());
    for (const host of [HOST_A, HOST_B]) {
      expect(await cluster.on(host, "pgrep redis-server || echo none")).toBe("none\n");
    }
    expect(await succeed(cluster.up())).toContain(HEALTHY);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
});

describe("slots move", () => {
  // After the epochs, among the meetings, before the roles, and among the records and the moves.
  test.each([2, 5, 10, 13, 14])("also if converge is killed after %i steps", async (count) => {
    const directives = { "enable-debug-command": "yes" };
    const after = { ...FOUR_SHARDS, directives };
    await freshNodes(cluster, after);
    expect((await runConverge(cluster, {}, { ...EXAMPLE, directives })).exitCode).toBe(0);
    await writeKeys(cluster);
    const digest = await digestOf(NODES);
    expect(digest).toMatch(/^[0-9a-f]{40}$/);
    const killed = await runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: `${count}` }, after);
    expect(killed.exitCode, killed.stderr).toBe(null);
    const again = await runConverge(cluster, {}, after);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(linesIn(again.stderr).at(-1)).toBe(HEALTHY);
    expect(await countKeys(NODES)).toEqual(ALL_KEYS);
    expect(await digestOf(NODES)).toBe(digest);
    const change = `redis-cli -c -h ${HOST_A} -p 7000 SET key4 other`;
    expect(await cluster.on(HOST_A, change)).toBe("OK\n");
    expect(await digestOf(NODES)).not.toBe(digest);
  });
});
