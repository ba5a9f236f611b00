import { afterAll, beforeAll, expect, test } from "vitest";
import { adoptUnmanaged, moveFilesThenAdopt } from "../../components/text/cures/clusterCures";
import { createByHand } from "../../tools/bench/byHand";
import { EXAMPLE } from "../support/example";
import { expectCure } from "../support/expectCure";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOSTS = EXAMPLE.hosts.map(({ address, ports }) => ({ address, ports: [...ports] }));

let cluster: TestCluster;
let files: string[];

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "hand-made" });
  await createByHand(HOSTS, cluster.privateKeyPath);
  await until("the cluster made by hand to take a key", async () =>
    (await cluster.ask(`${HOST_B}:7003`, "SET", "name", "kept")) === "OK" ? true : undefined,
  );
  files = await confs();
});
afterAll(() => cluster?.end());

async function confs(): Promise<string[]> {
  return Promise.all([HOST_A, HOST_B].map((host) => cluster.on(host, "cat /root/conf/*.conf")));
}

/** Asks again until they end: a replica that still writes its first append-only file refuses to. */
async function stopAll(): Promise<void> {
  for (const host of [HOST_A, HOST_B]) {
    await until(`the end of all servers on ${host}`, async () => {
      const left = await cluster.on(host, "pkill -e -x redis-server || true");
      return left === "" ? true : undefined;
    });
  }
}

async function expectRejected(cure: string): Promise<void> {
  for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
    const { code, output } = await cluster.pulumi(...args);
    expect(code, output).not.toBe(0);
    expectCure(output, cure);
  }
  expect(await confs()).toEqual(files);
}

test("a running cluster made by hand is rejected, and nothing is changed", async () => {
  await expectRejected(adoptUnmanaged("unmanaged"));
});

test("a stopped one too, also under other names", async () => {
  await stopAll();
  await expectRejected(adoptUnmanaged("unmanaged"));
  await cluster.on(HOST_A, "mv /root/conf/7000/7000_node.conf /root/conf/7000/nodes-7000.conf");
  await cluster.configure({ adopt: "unmanaged" });
  const { output } = await cluster.preview();
  expect(output).toContain(
    "192.168.56.65: /root/conf/7000/nodes-7000.conf belongs to a server that no stack created",
  );
  await expectRejected(moveFilesThenAdopt("/root/conf", "unmanaged"));
  await cluster.on(HOST_A, "mv /root/conf/7000/nodes-7000.conf /root/conf/7000/7000_node.conf");
});

test("adopt takes it over with its keys", async () => {
  await succeed(cluster.up());
  expect(await cluster.ask(`${HOST_B}:7003`, "GET", "name")).toBe("kept");
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  await succeed(cluster.destroy());
});
