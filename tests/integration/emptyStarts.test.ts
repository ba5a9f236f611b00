import { afterEach, describe, expect, test } from "vitest";
import { untilCopied } from "../support/keys";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const [HOST_A, HOST_B, HOST_C] = ["192.168.56.65", "192.168.56.66", "192.168.56.67"] as const;
const HOSTS = [HOST_A, HOST_B, HOST_C].map((address) => ({ address, ports: [7000, 7001] }));
const CACHE = { appendonly: "no", save: '""' };

const FAILED_WITHOUT_SLOTS =
  /^\S+ 192\.168\.56\.65:7000@17000 master,fail\S* - \d+ \d+ \d+ (dis)?connected$/m;

let cluster: TestCluster;
afterEach(() => cluster?.end());

async function crash(...hosts: readonly string[]): Promise<void> {
  for (const host of hosts) await cluster.lab.crash(host);
}

async function write(key: string): Promise<string> {
  const replies = await Promise.all(
    HOSTS.map(({ address }) => cluster.ask(`${address}:7000`, "SET", key, "kept")),
  );
  return replies.includes("OK") ? "OK" : replies.join("; ");
}

/** Waits until another member serves the slots of the first primary. */
async function takenOver(): Promise<void> {
  await until("another member to serve the slots", async () => {
    const nodes = await cluster.ask(`${HOST_B}:7000`, "CLUSTER", "NODES");
    return FAILED_WITHOUT_SLOTS.test(nodes) ? true : undefined;
  });
}

async function expectHealthy(): Promise<void> {
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
}

describe("a cluster that keeps nothing on disk", () => {
  test("survives the reboot of one host, and of all", async () => {
    cluster = await TestCluster.open({
      name: "cache",
      hosts: HOSTS,
      config: { directives: CACHE },
    });
    await succeed(cluster.up());
    expect(await write("name")).toBe("OK");
    await crash(HOST_A);
    await takenOver();
    await cluster.lab.start(HOST_A);
    const preview = await cluster.preview();
    expect(preview.code, preview.output).toBe(0);
    expect(preview.output).toContain("empty: another node has the data");
    expect(preview.output).not.toContain("Restore the data files");
    await succeed(cluster.up());
    await expectHealthy();

    await crash(HOST_A, HOST_B, HOST_C);
    for (const host of [HOST_A, HOST_B, HOST_C]) await cluster.lab.start(host);
    const after = await cluster.preview();
    expect(after.output).toContain(
      "empty: the configuration keeps no keys on disk, so what only it had is lost",
    );
    expect(after.output).not.toContain("Restore the data files");
    await succeed(cluster.up());
    await expectHealthy();
  });

  test("keeps its keys over a destroy, and brings no old dump back after a crash", async () => {
    cluster = await TestCluster.open({ name: "dump", hosts: HOSTS, config: { directives: CACHE } });
    await succeed(cluster.up());
    expect(await write("name")).toBe("OK");
    await succeed(cluster.destroy());
    await succeed(cluster.up());
    const sizes = () =>
      Promise.all(HOSTS.map(({ address }) => cluster.ask(`${address}:7000`, "DBSIZE")));
    expect((await sizes()).map(Number).reduce((sum, size) => sum + size, 0)).toBeGreaterThan(0);
    await crash(HOST_A, HOST_B, HOST_C);
    for (const host of [HOST_A, HOST_B, HOST_C]) await cluster.lab.start(host);
    await succeed(cluster.up());
    expect(await sizes()).toEqual(["0", "0", "0"]);
  });
});

test("a primary whose append-only file is damaged copies the data of the member that took over", async () => {
  cluster = await TestCluster.open({ name: "damaged", hosts: HOSTS });
  await succeed(cluster.up());
  for (let count = 0; count < 20; count++) await write(`name${count}`);
  const keys = await cluster.ask(`${HOST_A}:7000`, "DBSIZE");
  for (const { address, port, primary } of await cluster.nodes()) {
    if (primary === `${HOST_A}:7000`) await untilCopied(`${address}:${port}`, Number(keys));
  }
  const { 7000: pid } = await cluster.pids(HOST_A);
  await cluster.on(
    HOST_A,
    `kill -9 ${pid} && cd /root/conf/7000/appendonlydir && printf 'junk%.0s' $(seq 20) | dd of=$(ls *.incr.aof) bs=1 seek=60 conv=notrunc`,
  );
  // At once: no other member serves its slots yet, or one does already.
  const output = await succeed(cluster.up());
  expect(output).not.toContain("check-aof --fix <");
  await expectHealthy();
  const states = await cluster.nodes();
  const node = states.find(({ address, port }) => address === HOST_A && port === 7000);
  expect(node?.role).toBe("replica");
  expect(await cluster.ask(`${HOST_A}:7000`, "DBSIZE")).toBe(keys);
  expect(await cluster.on(HOST_A, "ls -d /root/conf/7000/unused-*")).toContain("unused-");
});
