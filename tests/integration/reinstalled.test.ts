import { afterAll, beforeAll, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "reinstalled" });
  await succeed(cluster.up());
});
afterAll(() => cluster?.end());

/** Ends every server without a word and removes all files, as a new installation of the machines does. */
async function reinstall(): Promise<void> {
  for (const host of [HOST_A, HOST_B]) {
    await cluster.on(host, "pkill -KILL -x redis-server; rm -rf /root/conf");
  }
}

test.each(["once", "twice"])(
  "hosts that were reinstalled %s get their cluster by one up",
  async () => {
    await reinstall();
    const preview = await cluster.pulumi("preview", "--expect-no-changes");
    expect(preview.code, preview.output).not.toBe(0);
    expect(preview.output).toContain("Plan: create a cluster of 6 nodes on 2 hosts");

    const up = await cluster.up();
    expect(up.code, up.output).toBe(0);
    expect(await cluster.ask("192.168.56.65:7000", "CLUSTER", "INFO")).toContain(
      "cluster_state:ok",
    );
    expect(up.output).toMatch(/cluster-verification-verify.* (updated|replaced)/);
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  },
);

test("a saved plan can be carried out, with a directive, and without PID files", async () => {
  await cluster.on(HOST_A, "kill -KILL $(cat /root/conf/7002/7002.pid); rm /root/conf/*/*.pid");
  await cluster.configure({ directives: { maxmemory: "100mb" } });
  await succeed(cluster.pulumi("preview", "--save-plan", "/tmp/plan.json"));
  const up = await cluster.pulumi("up", "--yes", "--skip-preview", "--plan", "/tmp/plan.json");
  expect(up.code, up.output).toBe(0);
  expect(await cluster.ask("192.168.56.65:7002", "PING")).toBe("PONG");
  expect(await cluster.ask("192.168.56.65:7000", "CONFIG", "GET", "maxmemory")).toBe(
    "maxmemory,104857600",
  );
});

test("destroy finds servers without their PID file or directory, and stops them", async () => {
  await cluster.on(HOST_A, "rm /root/conf/7000/7000.pid");
  await cluster.on(HOST_A, "rm -r /root/conf/7001");
  await cluster.on(HOST_B, "rm -r /root/conf");
  const preview = await cluster.preview();
  expect(preview.code, preview.output).not.toBe(0);
  expect(preview.output).toContain("runs, but its directory was removed");
  const destroy = await cluster.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  for (const host of [HOST_A, HOST_B]) {
    expect(await cluster.on(host, "pgrep redis-server || true")).toBe("");
  }
});
