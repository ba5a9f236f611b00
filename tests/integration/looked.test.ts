import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTool } from "../../tools/processes/runTool";
import { at } from "../support/example";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { TEST_FOLDER } from "../support/testFolder";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const PROJECT = join(__dirname, "..", "..");

let cluster: TestCluster;
let pids: Record<string, string>[];

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "looked",
  });
  await succeed(cluster.up());
  expect(await cluster.ask(`${HOST_B}:7003`, "SET", "name", "tom")).toBe("OK");
  pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
});

afterAll(() => cluster?.end());

async function expectHealthy(): Promise<void> {
  const preview = await cluster.pulumi("preview", "--expect-no-changes");
  expect(preview.output).toContain(
    "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.",
  );
  expect(preview.code, preview.output).toBe(0);
  expect(await cluster.ask(`${HOST_B}:7003`, "GET", "name")).toBe("tom");
}

async function expectSameProcesses(): Promise<void> {
  expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
}

/** A fault, what preview says of it, and what it plans. */
interface Fault {
  readonly name: string;
  /** One of each kind of resource that an up runs again: what it needs does not depend on the fault. */
  readonly comesTwice?: true;
  readonly make: () => Promise<unknown>;
  readonly seen: string | RegExp;
  readonly planned: string;
}

const FAULTS: readonly Fault[] = [
  {
    name: "a missing record",
    comesTwice: true,
    make: () => cluster.on(HOST_A, "rm /root/conf/cluster.json"),
    seen: /192\.168\.56\.65:7000, 7001, 7002 +cluster\.json on its host is missing or outdated/,
    planned: "record owner and members on 192.168.56.65",
  },
  {
    name: "a missing PID file",
    make: () => cluster.on(HOST_A, "rm /root/conf/7001/7001.pid"),
    seen: /192\.168\.56\.65:7001 +PID file is missing/,
    planned: "write the missing PID file of 192.168.56.65:7001",
  },
  {
    name: "a missing nodes.conf",
    make: () => cluster.on(HOST_B, "rm /root/conf/7004/7004_node.conf"),
    seen: /192\.168\.56\.66:7004 +nodes\.conf is missing/,
    planned: "write the missing nodes.conf of 192.168.56.66:7004",
  },
  {
    name: "a node timeout that a formation left behind",
    make: () => cluster.ask(`${HOST_A}:7002`, "CONFIG", "SET", "cluster-node-timeout", "2000"),
    seen: /192\.168\.56\.65:7002 +cluster-node-timeout is 2000, the configuration says 15000\n/,
    planned: "restore the declared node timeout of 192.168.56.65:7002",
  },
  {
    name: "a replica in another shard",
    make: async () => {
      const id = await cluster.ask(`${HOST_B}:7003`, "CLUSTER", "MYID");
      await cluster.ask(`${HOST_B}:7005`, "CLUSTER", "REPLICATE", id);
      await until("7000 to see the replica in the other shard", async () => {
        const nodes = await cluster.ask(`${HOST_A}:7000`, "CLUSTER", "NODES");
        return nodes.includes(`:7005@17005 slave ${id}`) ? true : undefined;
      });
    },
    seen: /192\.168\.56\.66:7005 +replica of 192\.168\.56\.66:7003, should be a replica of 192\.168\.56\.65:7001\n/,
    planned: "make 192.168.56.66:7005 a replica of 192.168.56.65:7001",
  },
  {
    name: "a node that another one has forgotten",
    make: async () => {
      const id = await cluster.ask(`${HOST_B}:7005`, "CLUSTER", "MYID");
      await cluster.ask(`${HOST_A}:7000`, "CLUSTER", "FORGET", id);
    },
    seen: /192\.168\.56\.66:7005 +no cluster bus link from 192\.168\.56\.65:7000\n/,
    planned: "make 192.168.56.65:7000 meet 192.168.56.66:7005",
  },
  {
    name: "a slot that nobody serves",
    make: () => cluster.ask(`${HOST_A}:7001`, "CLUSTER", "DELSLOTS", "16000"),
    seen: "1 slot has no owner: 16000\n",
    planned: "assign slots 16000 to 192.168.56.65:7001",
  },
  {
    name: "a host's missing script",
    comesTwice: true,
    make: () => cluster.on(HOST_B, "rm /root/conf/.node-*.sh"),
    seen: "install the node script on 192.168.56.66\n",
    planned: "192.168.56.66-script",
  },
];

test.each(FAULTS)("$name: named in preview, and repaired by up each time", async (fault) => {
  for (const _ of fault.comesTwice ? ["once", "twice"] : ["once"]) {
    await fault.make();
    const { output } = await cluster.preview();
    expect(output).toMatch(fault.seen);
    expect(output).toContain(fault.planned);
    await succeed(cluster.up());
    await expectHealthy();
  }
  await expectSameProcesses();
});

test("a stopped replica is named in preview and started on its data by up", async () => {
  await cluster.on(HOST_B, "redis-cli -h 192.168.56.66 -p 7004 SHUTDOWN NOSAVE FORCE");
  const { output } = await cluster.preview();
  expect(output).toMatch(/192\.168\.56\.66:7004 +stopped; identity and data are on disk\n/);
  expect(output).toContain("start 192.168.56.66:7004");
  await succeed(cluster.up());
  await expectHealthy();
  pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
});

test("a slot that is being moved: preview says that up will fail, and it fails by name", async () => {
  const id = await cluster.ask(`${HOST_B}:7003`, "CLUSTER", "MYID");
  const node = `${HOST_A}:7000`;
  expect(await cluster.ask(node, "CLUSTER", "SETSLOT", "100", "MIGRATING", id)).toBe("OK");
  const line = /192\.168\.56\.65:7000 +open slots \(being moved\): \[100->-[0-9a-f]+\]\n/;
  const { output } = await cluster.preview();
  expect(output).toContain("`up` will fail: no step fixes these problems\n");
  expect(output).toMatch(line);
  const up = await cluster.up();
  expect(up.code).not.toBe(0);
  expect(up.output).toMatch(line);

  expect(await cluster.ask(node, "CLUSTER", "SETSLOT", "100", "STABLE")).toBe("OK");
  await succeed(cluster.up());
  await expectHealthy();
});

test("after a failover by hand nothing is to be done: either member may lead", async () => {
  expect(await cluster.ask(`${HOST_B}:7004`, "CLUSTER", "FAILOVER")).toBe("OK");
  const id = await cluster.ask(`${HOST_B}:7004`, "CLUSTER", "MYID");
  await until("every node to see 7004 lead and 7000 follow it", async () => {
    const views = await Promise.all(NODES.map((node) => cluster.ask(node, "CLUSTER", "NODES")));
    const isSeen = (view: string) =>
      /:7004@17004 (myself,)?master .* 0-5460\n/.test(view) &&
      new RegExp(`:7000@17000 (myself,)?slave ${id} `).test(view);
    return views.every(isSeen) ? true : undefined;
  });
  await until("7000 to be in sync with 7004", async () => {
    const info = await cluster.ask(`${HOST_A}:7000`, "INFO", "replication");
    return info.includes("master_link_status:up") ? true : undefined;
  });
  await expectHealthy();
  await expectSameProcesses();
});

test("another clone of the project in another folder sees no change", async () => {
  const clone = join(TEST_FOLDER, "another-clone");
  try {
    const { stdout } = await runTool(["git", "-C", PROJECT, "ls-files"]);
    for (const file of stdout.trim().split("\n")) {
      mkdirSync(join(clone, file, ".."), { recursive: true });
      cpSync(join(PROJECT, file), join(clone, file));
    }
    symlinkSync(join(PROJECT, "node_modules"), join(clone, "node_modules"));
    await cluster.configure({}, clone);
    await expectHealthy();
    await expectSameProcesses();
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
