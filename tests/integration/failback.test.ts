import { afterAll, beforeAll, expect, test } from "vitest";
import { spreadPrimaries } from "../../components/text/cures/clusterCures";
import { expectCure } from "../support/expectCure";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOSTS = ["192.168.56.65", "192.168.56.66", "192.168.56.67"];
const PRIMARY = { address: "192.168.56.65", port: 7000 };
const REPLICA = "192.168.56.66:7001";
const WARNING = "losing host 192.168.56.66 would stop the cluster: 2 of 3 primaries run there";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "failback",
    hosts: HOSTS.map((address) => ({ address, ports: [7000, 7001] })),
  });
  await succeed(cluster.up());
});
afterAll(() => cluster?.end());

/** Waits until a node has a role, and is in sync if it is a replica. */
async function isNow(node: string, role: "master" | "connected"): Promise<void> {
  await until(`${node} to be ${role}`, async () =>
    (await cluster.ask(node, "ROLE")).includes(role) ? true : undefined,
  );
}

/** Waits until every node knows that these two have changed their roles. */
async function allKnow(primary: string, replica: string): Promise<void> {
  for (const host of HOSTS) {
    for (const port of [7000, 7001]) {
      await until(`${host}:${port} to know of the failover`, async () => {
        const nodes = await cluster.ask(`${host}:${port}`, "CLUSTER", "NODES");
        const has = (name: string, role: string) =>
          new RegExp(` ${name}@\\d+(,\\S*)? (myself,)?${role} `).test(nodes);
        return has(primary, "master") && has(replica, "slave") ? true : undefined;
      });
    }
  }
}

test("failovers that made a host a single point of failure are named, with the way back", async () => {
  expect(await cluster.ask("192.168.56.65:7000", "SET", "key:1", "kept")).toMatch(/^OK|^MOVED/);
  expect(await cluster.ask(REPLICA, "CLUSTER", "FAILOVER")).toBe("OK");
  await isNow(REPLICA, "master");
  await isNow("192.168.56.65:7000", "connected");
  await allKnow(REPLICA, "192.168.56.65:7000");
  const keys = await cluster.ask(REPLICA, "DBSIZE");
  for (const run of [() => cluster.preview(), () => cluster.up()]) {
    const output = await succeed(run());
    expect(output).toContain(WARNING);
    expectCure(output, spreadPrimaries([PRIMARY]));
  }

  const { output } = await cluster.preview();
  const [, command = ""] = /^ *(redis-cli .* cluster failover)$/m.exec(output) ?? [];
  expect(await cluster.on("192.168.56.66", command)).toBe("OK\n");
  await isNow("192.168.56.65:7000", "master");
  await isNow(REPLICA, "connected");
  await succeed(cluster.up());
  expect(await succeed(cluster.pulumi("preview", "--expect-no-changes"))).not.toContain(WARNING);
  expect(await cluster.ask("192.168.56.65:7000", "DBSIZE")).toBe(keys);
});
