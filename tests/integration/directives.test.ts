import { afterAll, beforeAll, expect, test } from "vitest";
import { at } from "../support/example";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { Writer } from "../support/writer";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);

let cluster: TestCluster;
let pids: Record<string, string>[];

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "directives",
  });
  await succeed(cluster.up());
  pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
});

afterAll(() => cluster?.end());

/** What every node says of a directive, without repetition. */
async function everywhere(directive: string): Promise<string[]> {
  const replies = await Promise.all(
    NODES.map((node) => cluster.ask(node, "CONFIG", "GET", directive)),
  );
  return [...new Set(replies)];
}

async function expectEmptyPreview(): Promise<string> {
  const preview = await cluster.pulumi("preview", "--expect-no-changes");
  expect(preview.output).not.toContain("Problems\n");
  expect(preview.code, preview.output).toBe(0);
  expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
  return preview.output;
}

test("changed directives are set live on all nodes: no restart, no failed write, and in the file", async () => {
  await cluster.configure({ directives: { maxmemory: "100mb", save: ["900 1", "300 10"] } });
  const preview = await cluster.preview();
  expect(preview.output).toContain(
    "test and stage the new configuration of 6 nodes: maxmemory 100mb, save 900 1 and 300 10",
  );

  const writer = Writer.start(NODES);
  const up = await cluster.up();
  const written = await writer.end();
  expect(up.output).toContain("maxmemory 100mb (was 0)");
  expect(up.code, up.output).toBe(0);
  expect(written.failed).toEqual([]);
  expect(written.lost).toEqual([]);
  expect(written.acknowledged).toBeGreaterThan(100);

  expect(await everywhere("maxmemory")).toEqual(["maxmemory,104857600"]);
  expect(await everywhere("save")).toEqual(["save,900 1 300 10"]);
  expect(await cluster.on(HOST_A, "tail -n 3 /root/conf/7000.conf")).toBe(
    "maxmemory 100mb\nsave 900 1\nsave 300 10\n",
  );
  expect(await cluster.on(HOST_B, "ls /root/conf")).not.toContain(".next");
  await expectEmptyPreview();
});

test("a directive that is taken out goes back to the server's default", async () => {
  await cluster.configure({ directives: { maxmemory: "100mb" } });
  const preview = await cluster.preview();
  expect(preview.output).toContain("no save, was 900 1 and 300 10");
  await succeed(cluster.up());
  expect(await everywhere("save")).toEqual(["save,3600 1 300 100 60 10000"]);
  await expectEmptyPreview();
});

test("what takes a restart stays pending: up and every preview warn, the rest is set", async () => {
  await cluster.configure({ directives: { maxmemory: "200mb", "io-threads": 2 } });
  const up = await cluster.up();
  expect(up.code, up.output).toBe(0);
  const warning =
    "warning: io-threads takes effect at the next restart. Until then the old value remains on 6 nodes: " +
    "192.168.56.65:7000, 7001, 7002; ...\n";
  expect(up.output).toContain(warning);
  expect(await everywhere("maxmemory")).toEqual(["maxmemory,209715200"]);
  expect(await everywhere("io-threads")).toEqual(["io-threads,1"]);
  expect(await cluster.on(HOST_A, "tail -n 1 /root/conf/7000.conf")).toBe("maxmemory 100mb\n");
  expect(await cluster.on(HOST_A, "tail -n 2 /root/conf/7000.conf.next")).toBe(
    "io-threads 2\nmaxmemory 200mb\n",
  );
  expect(await expectEmptyPreview()).toContain(warning);

  await cluster.configure({ directives: { maxmemory: "100mb" } });
  const back = await cluster.up();
  expect(back.code, back.output).toBe(0);
  expect(back.output).not.toContain("takes a restart");
  expect(await everywhere("maxmemory")).toEqual(["maxmemory,104857600"]);
  expect(await expectEmptyPreview()).not.toContain("takes a restart");
  expect(await cluster.on(HOST_A, "ls /root/conf")).not.toContain(".next");
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["a name that it does not know", { nosuchdirective: 5 }, /rejects it\. .*'nosuchdirective 5'/],
  [
    "a value in the conf",
    { maxmemory: "1gb", "maxmemory-samples": -5 },
    /rejects it\. Nothing was changed\. .*'maxmemory-samples -5'/,
  ],
  [
    "a value that it takes in a conf for another",
    { maxmemory: "1gb", maxclients: 2_000_000 },
    /rejects "maxclients 2000000"\. Nothing was changed\. It replied: ERR /,
  ],
])("what the server refuses fails before anything changed: %s", async (_, directives, words) => {
  await cluster.configure({ directives });
  const refused = await cluster.up();
  expect(refused.output).toMatch(words);
  expect(refused.code).not.toBe(0);
  expect(await everywhere("maxmemory")).toEqual(["maxmemory,104857600"]);
  expect(await cluster.on(HOST_A, "tail -n 1 /root/conf/7000.conf")).toBe("maxmemory 100mb\n");
});

test("after refusals the next good up leaves nothing of them", async () => {
  await cluster.configure({ directives: { maxmemory: "100mb" } });
  await succeed(cluster.up());
  expect(await cluster.on(HOST_A, "ls /root/conf")).not.toContain(".next");
  await expectEmptyPreview();
});

test("a value that only one running server refuses is set back on all", async () => {
  const [{ 7001: pid } = {}] = pids;
  await cluster.on(HOST_A, `prlimit --pid ${pid} --nofile=10100:10100`);
  await cluster.configure({ directives: { maxmemory: "300mb", maxclients: 11_000 } });
  const refused = await cluster.up();
  expect(refused.output).toContain(
    "Cannot set maxclients 11000 (was 10000), maxmemory 300mb (was 100mb) on 192.168.56.65:7001 (no restart): ",
  );
  expect(refused.output).toContain("The change was rolled back on all nodes.");
  expect(refused.code).not.toBe(0);
  expect(await everywhere("maxmemory")).toEqual(["maxmemory,104857600"]);
  expect(await everywhere("maxclients")).toEqual(["maxclients,10000"]);

  await cluster.configure({ directives: { maxmemory: "100mb" } });
  await succeed(cluster.up());
  await expectEmptyPreview();
});

test("what somebody set by hand is named in preview and put right by up", async () => {
  await cluster.ask(`${HOST_A}:7001`, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  const preview = await cluster.preview();
  expect(preview.output).toContain(
    "192.168.56.65:7001  maxmemory-policy is allkeys-lru, the configuration says noeviction\n",
  );
  const up = await cluster.up();
  expect(up.code, up.output).toBe(0);
  expect(await everywhere("maxmemory-policy")).toEqual(["maxmemory-policy,noeviction"]);
  await expectEmptyPreview();
});

test("a conf that somebody edited is named in preview and put right by up", async () => {
  await cluster.on(HOST_B, "sed -i 's/100mb/900mb/' /root/conf/7004.conf");
  const preview = await cluster.preview();
  expect(preview.output).toContain(
    "test and stage the new configuration of 192.168.56.66:7004: maxmemory 100mb, was 900mb",
  );
  await succeed(cluster.up());
  expect(await cluster.on(HOST_B, "tail -n 1 /root/conf/7004.conf")).toBe("maxmemory 100mb\n");
  await expectEmptyPreview();
});

/** The modes of a node's directory and files on host B, as a client that saved sees them. */
function modes(): Promise<string> {
  const found = "find 7004 7004.conf 7004.log -printf '%y %m\\n' | sort -u";
  return cluster.on(HOST_B, `cd /root/conf && ${found}`);
}

test("a node's data are its user's alone; what others can read is named in preview and taken from them", async () => {
  await cluster.ask(at(7004), "SAVE");
  expect(await modes()).toBe("d 700\nf 600\nf 640\n");
  await cluster.on(HOST_B, "chmod -R a+rX /root/conf/7004 /root/conf/7004.log");
  const preview = await cluster.preview();
  expect(preview.output).toContain(
    "192.168.56.66:7004  other users of the host can read its files\n",
  );
  expect(preview.output).toContain("take the files of 192.168.56.66:7004 from other users\n");
  await succeed(cluster.up());
  expect(await modes()).toBe("d 700\nf 600\nf 640\n");
  await expectEmptyPreview();
});

test("without a password every preview and every up warns, unless that is meant", async () => {
  const warning =
    "warning: no password is set. Anyone who can reach these ports can read and write.";
  expect(await expectEmptyPreview()).toContain(warning);
  expect((await cluster.up()).output).toContain(warning);
  await cluster.configure({ directives: { maxmemory: "100mb" }, allowNoPassword: true });
  expect(await expectEmptyPreview()).not.toContain("warning:");
});
