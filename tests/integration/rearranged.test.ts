import { afterAll, beforeAll, expect, test } from "vitest";
import { at, EXAMPLE } from "../support/example";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const KEYS = 1000;
const HEALTHY = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";
/** Both hosts and their ports, in the opposite order. */
const REVERSED = {
  hosts: [...EXAMPLE.hosts]
    .reverse()
    .map(({ address, ports }) => ({ address, ports: [...ports].reverse() })),
};

let cluster: TestCluster;
let pids: Record<string, string>[];

beforeAll(async () => {
  cluster = await TestCluster.open({ name: "rearranged" });
  await succeed(cluster.up());
  await cluster.on(
    HOST_A,
    `seq ${KEYS} | sed 's/.*/SET key:& &/' | redis-cli -c -h ${HOST_A} -p 7000 >/dev/null`,
  );
  pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
});
afterAll(() => cluster?.end());

/** The lines of CLUSTER NODES of one node that its layout is made of: `"7004 slave of 7000"`, `"7003 5461-10922"`. */
async function layout(): Promise<string[]> {
  const text = await cluster.ask(at(7000), "CLUSTER", "NODES");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const ports = new Map(lines.map(([id = "", endpoint = ""]) => [id, portIn(endpoint)]));
  return lines
    .map(([, endpoint = "", , primary = "", , , , , ...slots]) =>
      primary === "-"
        ? `${portIn(endpoint)} ${slots.join(" ")}`
        : `${portIn(endpoint)} of ${ports.get(primary)}`,
    )
    .sort();
}

/** The slots of each shard with its nodes: a failover may have changed which of them leads. */
function shardsIn(lines: readonly string[]): string[] {
  const owners = lines.filter((line) => !line.includes("of"));
  return owners
    .map((line) => {
      const [port = "", ...slots] = line.split(" ");
      const replicas = lines.filter((other) => other.endsWith(` of ${port}`));
      const nodes = [port, ...replicas.map((other) => other.slice(0, 4))].sort();
      return `${slots.join(" ")}: ${nodes.join(" ")}`;
    })
    .sort();
}

function portIn(endpoint: string): string {
  return endpoint.replace(/@.*/, "").replace(/.*:/, "");
}

async function keys(): Promise<number> {
  const primaries = (await layout()).filter((line) => !line.includes("of"));
  const counts = await Promise.all(
    primaries.map((line) => cluster.ask(at(Number(line.slice(0, 4))), "DBSIZE")),
  );
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

/** Waits until all nodes print the same of each other, and every replica is in sync. */
async function agreed(): Promise<void> {
  await until("all nodes to agree", async () => {
    const views = await Promise.all(NODES.map((node) => cluster.ask(node, "CLUSTER", "NODES")));
    const shapes = views.map((view) =>
      view
        .trim()
        .split("\n")
        .map((line) => line.split(" "))
        .map(([id, , , primary, , , , , ...slots]) => `${id} ${primary} ${slots.join(" ")}`)
        .sort()
        .join("\n"),
    );
    const infos = await Promise.all(NODES.map((node) => cluster.ask(node, "INFO", "replication")));
    const isInSync = infos.every((info) => !info.includes("master_link_status:down"));
    return isInSync && new Set(shapes).size === 1 ? true : undefined;
  });
}

/** Runs up. The layout, the keys and the servers stay the same. */
async function expectUpKeeps(changes: Readonly<Record<string, unknown>>): Promise<string> {
  const before = await layout();
  await cluster.configure(changes);
  const preview = await cluster.preview();
  expect(preview.code, preview.output).toBe(0);
  expect(preview.output).not.toContain("Problems");
  const { code, output } = await cluster.up();
  expect(code, output).toBe(0);
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  expect(await layout()).toEqual(before);
  expect(await keys()).toBe(KEYS);
  expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
  return preview.output;
}

async function follow(replica: number, primary: number): Promise<void> {
  const id = await cluster.ask(at(primary), "CLUSTER", "MYID");
  expect(await cluster.ask(at(replica), "CLUSTER", "REPLICATE", id)).toBe("OK");
}

test("hosts and ports in another order change nothing", async () => {
  const output = await expectUpKeeps(REVERSED);
  expect(output).toContain(HEALTHY);
});

test("slots that somebody moved stay, and directives can be changed", async () => {
  const [from, to] = await Promise.all(
    [7000, 7003].map((port) => cluster.ask(at(port), "CLUSTER", "MYID")),
  );
  await cluster.on(
    HOST_A,
    `redis-cli --cluster reshard ${at(7000)} --cluster-from ${from} --cluster-to ${to} ` +
      "--cluster-slots 100 --cluster-yes",
  );
  await agreed();
  expect((await layout()).filter((line) => !line.includes("of"))).toEqual([
    "7000 100-5460",
    "7001 10923-16383",
    "7003 0-99 5461-10922",
  ]);
  expect(await expectUpKeeps({})).toContain(HEALTHY);
  const output = await expectUpKeeps({ directives: { maxmemory: "100mb" } });
  expect(output).toContain("maxmemory 100mb");
  expect(await cluster.ask(at(7004), "CONFIG", "GET", "maxmemory")).toContain("104857600");
});

test("replicas that somebody swapped stay where they are", async () => {
  await follow(7004, 7001);
  await follow(7005, 7000);
  await agreed();
  expect((await layout()).filter((line) => line.includes("of"))).toEqual([
    "7002 of 7003",
    "7004 of 7001",
    "7005 of 7000",
  ]);
  const directives = { maxmemory: "100mb" };
  expect(await expectUpKeeps({ directives })).toContain(HEALTHY);
  expect(await expectUpKeeps({ ...REVERSED, directives })).toContain(HEALTHY);
});

test("a replica that is missing in its shard goes back", async () => {
  const before = await layout();
  await follow(7005, 7003);
  await agreed();
  const { output } = await cluster.preview();
  expect(output).toContain("192.168.56.66:7005  replica of 192.168.56.66:7003");
  expect(output).toContain("make 192.168.56.66:7005 a replica of 192.168.56.65:7000");
  await succeed(cluster.up());
  await agreed();
  expect(await layout()).toEqual(before);
  expect(await keys()).toBe(KEYS);
  expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
});

test("after a loss of power everywhere, all nodes return to where they were", async () => {
  const before = await layout();
  for (const host of [HOST_A, HOST_B]) await cluster.lab.crash(host);
  for (const host of [HOST_A, HOST_B]) await cluster.lab.start(host);
  const { output } = await cluster.preview();
  expect(output).toContain("start 6 nodes");
  expect(output).not.toContain("a replica of");
  await succeed(cluster.up());
  await agreed();
  expect(shardsIn(await layout())).toEqual(shardsIn(before));
  expect(await keys()).toBe(KEYS);
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
});
