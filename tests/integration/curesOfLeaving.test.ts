import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { addressOf, nodeName, portOf } from "../../components/cluster/spec/clusterSpec";
import { parseClusterNodes } from "../../components/cluster/state/clusterNodes";
import { DECLARE_UNTIL_IT_RUNS, REACH_EVERY_HOST } from "../../components/text/cures/clusterCures";
import { REACH_FORMER_HOSTS } from "../../components/text/cures/runCures";
import { expectCure } from "../support/expectCure";
import { FOUR_SHARDS } from "../support/grownCluster";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

// What is printed about nodes that are no longer declared and cannot leave, followed word for word. After each cure up
// succeeds, and the keys are those of before.

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOST_C = "192.168.56.67";
const HOST_D = "192.168.56.68";
const KEYS = 300;
const NEW_HOSTS = [
  { address: HOST_C, ports: [7000, 7001, 7002] },
  { address: HOST_D, ports: [7000, 7001, 7002] },
];

let cluster: TestCluster;
beforeAll(async () => {
  const spare = NEW_HOSTS.map(({ address }) => ({ address, ports: [7000] }));
  cluster = await TestCluster.open({
    name: "cures-of-leaving",
    hosts: [...hostsOf(FOUR_SHARDS), ...spare],
  });
  await cluster.configure({ hosts: hostsOf(FOUR_SHARDS) });
  await succeed(cluster.up());
  const fill = `seq ${KEYS} | sed 's/.*/SET key:& &/' | redis-cli -c -h ${HOST_A} -p 7000`;
  expect((await cluster.on(HOST_A, fill)).match(/^OK$/gm)).toHaveLength(KEYS);
});
afterAll(() => cluster?.end());

function hostsOf({
  hosts,
}: {
  readonly hosts: readonly { readonly address: string; readonly ports: readonly number[] }[];
}) {
  return hosts.map(({ address, ports }) => ({ address, ports: [...ports] }));
}

/** The number of keys of all primaries. @param node any member */
async function countKeys(node: string): Promise<number> {
  const views = parseClusterNodes(await cluster.ask(node, "CLUSTER", "NODES"));
  const primaries = views.filter(({ slots }) => slots.length > 0);
  const keys = await Promise.all(
    // A verification that failed leaves its keys, which expire.
    primaries.map(({ name }) => cluster.ask(name, "KEYS", "key:*")),
  );
  return keys.flatMap((text) => text.split(",").filter((key) => key !== "")).length;
}

/** Kills the server of a node, and waits until it has ended. */
async function killServer(name: string): Promise<void> {
  const port = portOf(name);
  const command = `pid=$(cat /root/conf/${port}/${port}.pid); kill -9 $pid; while kill -0 $pid 2>/dev/null; do sleep 0.02; done`;
  await cluster.on(addressOf(name), command);
}

/** The hosts with four shards, but without these nodes. */
function hostsWithout(names: readonly string[]) {
  return hostsOf(FOUR_SHARDS).map(({ address, ports }) => ({
    address,
    ports: ports.filter((port) => !names.includes(`${address}:${port}`)),
  }));
}

test("a shard whose servers have ended: declared again, and removed once it runs", async () => {
  const nodes = await cluster.nodes();
  const shard = nodes.flatMap(({ address, port, primary }) =>
    primary === `${HOST_A}:7000` ? [primary, `${address}:${port}`] : [],
  );
  expect(shard).toHaveLength(2);
  for (const name of shard) await killServer(name);
  await cluster.configure({ hosts: hostsWithout(shard) });
  for (const run of [cluster.preview, cluster.up]) {
    const output = await failed(run.call(cluster));
    expect(output).toContain(`${HOST_A}:7000  is to leave, owns slots, and does not answer`);
    expectCure(output, DECLARE_UNTIL_IT_RUNS);
  }
  await cluster.configure({ hosts: hostsOf(FOUR_SHARDS) });
  await succeed(cluster.up());
  await cluster.configure({ hosts: hostsWithout(shard) });
  await succeed(cluster.up());
  const left = await cluster.nodes();
  expect(left).toHaveLength(6);
  expect(await countKeys(left.map(nodeName)[0] ?? "")).toBe(KEYS);
});

test("all hosts replaced while the former ones are cut off: nothing is created before they answer", async () => {
  await cluster.configure({ hosts: NEW_HOSTS });
  const former = [HOST_A, HOST_B];
  for (const host of former) await cluster.lab.cut(host);
  onTestFinished(async () => {
    for (const host of former) await cluster.lab.heal(host);
  });
  for (const run of [cluster.preview, cluster.up]) {
    const output = await failed(run.call(cluster));
    for (const host of former) expect(output).toContain(`Cannot reach root@${host} port 22 by SSH`);
    expectCure(output, REACH_EVERY_HOST);
  }
  // As if the hosts were cut off between the inspection and the claim.
  process.env["REDIS_CLUSTER_INSPECT"] = "off";
  const output = await failed(cluster.up()).finally(() => {
    delete process.env["REDIS_CLUSTER_INSPECT"];
  });
  expect(output).toContain("Cannot read the record of the cluster on 192.168.56.65, 192.168.56.66");
  expectCure(output, REACH_FORMER_HOSTS);
  for (const { address } of NEW_HOSTS) {
    expect(await cluster.on(address, "ls -A /root/conf")).toBe(".lock\n");
    expect(await cluster.on(address, "pgrep -x redis-server || echo none")).toBe("none\n");
  }
  for (const host of former) await cluster.lab.heal(host);
  await succeed(cluster.up());
  expect(await countKeys(`${HOST_C}:7000`)).toBe(KEYS);
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
});
