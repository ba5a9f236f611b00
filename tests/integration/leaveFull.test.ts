import { afterAll, beforeAll, expect, test } from "vitest";
import { raiseMaxmemory } from "../../components/text/cures/clusterCures";
import { EXAMPLE } from "../support/example";
import { expectCure } from "../support/expectCure";
import { FOUR_SHARDS } from "../support/grownCluster";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const KEYS = 1600;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "leave-full",
    hosts: hostsOf(FOUR_SHARDS),
    config: { directives: { maxmemory: "8mb" } },
  });
});
afterAll(() => cluster?.end());

function hostsOf({ hosts }: Pick<typeof FOUR_SHARDS, "hosts">) {
  return hosts.map(({ address, ports }) => ({ address, ports: [...ports] }));
}

test("fewer shards that cannot hold the data are rejected, until maxmemory is raised", async () => {
  await succeed(cluster.up());
  const fill = `seq ${KEYS} | sed "s/.*/SET key:& $(head -c 10000 /dev/zero | tr '\\0' x)/" | redis-cli -c -h ${HOST_A} -p 7000`;
  expect((await cluster.on(HOST_A, fill)).match(/^OK$/gm)).toHaveLength(KEYS);
  const fewer = { hosts: hostsOf(EXAMPLE) };
  await cluster.configure(fewer);
  const output = await failed(cluster.preview());
  expect(output).toMatch(/3 shards cannot hold the data: .* where maxmemory is 8\.4 MB\n/);
  const [, mib = ""] = /Raise maxmemory to (\d+)mb/.exec(output) ?? [];
  expectCure(output, raiseMaxmemory(Number(mib), 4));
  await cluster.configure({ ...fewer, directives: { maxmemory: `${mib}mb` } });
  expect(await succeed(cluster.up())).toContain("Cluster healthy: 6 of 6 nodes answer");
  const sizes = EXAMPLE.hosts.flatMap(({ address, ports }) =>
    ports.map((port) => cluster.ask(`${address}:${port}`, "DBSIZE")),
  );
  const keys = (await Promise.all(sizes)).map(Number);
  expect(keys.reduce((sum, count) => sum + count, 0)).toBe(2 * KEYS);
});
