import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freshNodes, runConverge } from "../support/bareNodes";
import { ALL_KEYS, countKeys, writeKeys } from "../support/keys";
import { linesIn } from "../support/linesOf";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { Writer } from "../support/writer";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const BEFORE = [
  { address: HOST_A, ports: [7000, 7001, 7002], domain: HOST_A },
  { address: HOST_B, ports: [7003, 7004, 7005], domain: HOST_B },
];
const AFTER = {
  hosts: [
    { address: HOST_A, ports: [7000, 7001, 7002, 7006], domain: HOST_A },
    { address: HOST_B, ports: [7003, 7004, 7005, 7007], domain: HOST_B },
  ],
  replicas: 1,
  allowSharedDomain: false,
};
const NODES = BEFORE.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
const HEALTHY = "Cluster healthy: 8 of 8 nodes answer, 16384 slots served, every replica in sync.";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({ name: "grow-shards", hosts: AFTER.hosts });
});
afterAll(() => cluster?.end());

describe("a fourth shard", () => {
  test("is previewed, and gets its slots while a client writes", async () => {
    await cluster.configure({ hosts: BEFORE });
    await succeed(cluster.up());
    const writer = Writer.start(NODES);
    onTestFinished(() => writer.stop());
    await cluster.configure(AFTER);
    const preview = await cluster.preview();
    console.log(preview.output);
    const up = await cluster.up();
    console.log(up.output);
    const { acknowledged, failed, lost } = await writer.end();
    console.log(acknowledged, failed.slice(0, 3), lost.slice(0, 3));
    expect(acknowledged).toBeGreaterThan(0);
    expect({ failed, lost }).toEqual({ failed: [], lost: [] });
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    console.log(JSON.stringify(await cluster.nodes(), null, 1));
  });
});

describe("slots move", () => {
  test.each([1, 3, 5, 10, 12])("also if converge is killed after %i steps", async (count) => {
    await freshNodes(cluster, AFTER);
    expect((await runConverge(cluster)).exitCode).toBe(0);
    await writeKeys(cluster);
    const killed = await runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: `${count}` }, AFTER);
    console.log(killed.stderr);
    expect(killed.exitCode, killed.stderr).toBe(null);
    const again = await runConverge(cluster, {}, AFTER);
    console.log(again.stderr);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(linesIn(again.stderr).at(-1)).toBe(HEALTHY);
    expect(await countKeys([...NODES, `${HOST_A}:7006`, `${HOST_B}:7007`])).toEqual(ALL_KEYS);
  });
});
