import { afterEach, expect, test } from "vitest";
import type { PulumiResult } from "../../tools/demo/localStack";
import { at } from "../support/example";
import { foregroundUp } from "../support/foregroundUp";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
/** The example's primaries, each with the first of its slots. */
const PRIMARIES = [
  { node: at(7000), first: 0 },
  { node: at(7003), first: 5461 },
  { node: at(7001), first: 10_923 },
];

let cluster: TestCluster;
afterEach(() => cluster?.end());

/** Keys of one slot, each with a value of 1000 characters that does not compress. */
const FILL = `
  for i = 1, ARGV[1] do
    local parts = {}
    for j = 1, 25 do parts[j] = redis.sha1hex(KEYS[1] .. i .. ":" .. j) end
    redis.call("SET", KEYS[1] .. i, table.concat(parts))
  end
  return ARGV[1]`;

/** Writes keys to a primary, into any of its slots. */
async function fill({ node, first }: { node: string; first: number }, keys: number): Promise<void> {
  for (let tag = 0; ; tag += 1) {
    const slot = Number(await cluster.ask(node, "CLUSTER", "KEYSLOT", `{${tag}}`));
    if (slot < first || slot > first + 5460) continue;
    expect(await cluster.ask(node, "EVAL", FILL, "1", `{${tag}}`, String(keys))).toBe(String(keys));
    return;
  }
}

/** How many servers of a host load their data at this moment. */
async function loadingOn(host: string): Promise<number> {
  const names = NODES.filter((name) => name.startsWith(`${host}:`));
  const infos = await Promise.all(
    names.map((name) => cluster.ask(name, "INFO", "persistence").catch(() => "")),
  );
  return infos.filter((info) => info.includes("\r\nloading:1\r\n")).length;
}

function hasEnded(run: Promise<unknown>): () => boolean {
  let ended = false;
  void run.then(() => {
    ended = true;
  });
  return () => ended;
}

/** Waits until all servers of each host load at the same moment of an up. */
async function loadAtOnce(up: Promise<PulumiResult>): Promise<void> {
  const ended = hasEnded(up);
  for (const host of [HOST_A, HOST_B]) {
    await until(`all servers of ${host} to load at once`, async () => {
      if (ended()) throw new Error(`The up has ended: ${(await up).output}`);
      return (await loadingOn(host)) === 3 ? true : undefined;
    });
  }
}

/** Also of servers that load just now. @param delay µs for each key */
async function setLoadDelay(delay: number): Promise<void> {
  const set = (node: string) => cluster.ask(node, "CONFIG", "SET", "key-load-delay", String(delay));
  expect(await Promise.all(NODES.map(set))).toEqual(NODES.map(() => "OK"));
}

test("all servers of a host load at the same time, after a loss of power and a destroy, and up waits for all", async () => {
  const KEYS = 1000;
  cluster = await TestCluster.open({
    name: "slow-load",
    config: {
      directives: {
        // µs for each key; the servers answer every few keys.
        "key-load-delay": "20000",
        "loading-process-events-interval-bytes": "4096",
      },
    },
  });
  await succeed(cluster.up());
  for (const primary of PRIMARIES) await fill(primary, KEYS);
  for (const node of NODES) await cluster.ask(node, "BGREWRITEAOF");
  await until("the append-only files of all nodes to be rewritten", async () => {
    const infos = await Promise.all(NODES.map((name) => cluster.ask(name, "INFO", "persistence")));
    const isDone = (info: string) =>
      info.includes("aof_rewrite_in_progress:0") && info.includes("aof_rewrite_scheduled:0");
    return infos.every(isDone) ? true : undefined;
  });
  for (const host of [HOST_A, HOST_B]) {
    await cluster.lab.crash(host);
    await cluster.lab.start(host);
  }

  const up = await foregroundUp(cluster.stack);
  await loadAtOnce(up.ended);
  await setLoadDelay(100_000);
  const preview = await cluster.preview();
  expect(preview.output).toMatch(/loading its data/);
  expect(preview.output).not.toMatch(/no answer|stopped|^ *start /m);
  expect(preview.output).toMatch(/^ *wait until .* (has its|have their) data$/m);
  expect(await loadingOn(HOST_A)).toBe(3);
  await until("the progress of all six nodes", () =>
    /loading: 6 nodes, \d+ % \(\d\.\d of \d\.\d MB\)/.test(up.output()) ? true : undefined,
  );
  await setLoadDelay(0);
  await succeed(up.ended);
  const counts = () => Promise.all(PRIMARIES.map(({ node }) => cluster.ask(node, "DBSIZE")));
  expect(await counts()).toEqual(["1000", "1000", "1000"]);

  await succeed(cluster.destroy());
  const again = cluster.up();
  await loadAtOnce(again);
  await setLoadDelay(0);
  await succeed(again);
  expect(await counts()).toEqual(["1000", "1000", "1000"]);
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
});

test("a replica may copy for longer than a wait without progress, and directives do not wait for it", async () => {
  const KEYS = 1500;
  cluster = await TestCluster.open({ name: "slow-copy" });
  await succeed(cluster.up());
  const [primary = { node: "", first: 0 }] = PRIMARIES;
  await fill(primary, KEYS);
  // µs for each key, so that a copy takes 52 s at least.
  expect(await cluster.ask(primary.node, "CONFIG", "SET", "rdb-key-save-delay", "35000")).toBe(
    "OK",
  );
  await cluster.on(HOST_B, "kill -9 $(cat /root/conf/7004/7004.pid)");
  await cluster.configure({ directives: { maxmemory: "100mb" } });

  const up = cluster.up();
  const ended = hasEnded(up);
  const linkOfReplica = async () =>
    /master_link_status:(\w+)/.exec(await cluster.ask(at(7004), "INFO", "replication"))?.[1];
  await until("the directive on all nodes", async () => {
    if (ended()) throw new Error(`The up has ended: ${(await up).output}`);
    const values = await Promise.all(
      NODES.map((node) => cluster.ask(node, "CONFIG", "GET", "maxmemory").catch(() => "")),
    );
    return values.every((value) => value === "maxmemory,104857600") ? true : undefined;
  });
  await until("the new configuration to be active", async () => {
    const files = await cluster.on(HOST_A, "ls /root/conf");
    return files.includes(".next") ? undefined : true;
  });
  expect(await linkOfReplica()).toBe("down");
  const preview = await cluster.preview();
  expect(preview.output).toMatch(/192\.168\.56\.66:7004 +copying from its primary/);
  expect(preview.output).toContain("wait until 192.168.56.66:7004 has its data");
  expect(await linkOfReplica()).toBe("down");

  const output = await succeed(up);
  expect(output).toMatch(/copying: 192\.168\.56\.66:7004, \d+ % \([\d,]+ of 1,500 keys\)/);
  expect(await linkOfReplica()).toBe("up");
  expect(await cluster.ask(at(7004), "DBSIZE")).toBe(String(KEYS));
});
