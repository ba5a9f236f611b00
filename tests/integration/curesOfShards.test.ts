import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf, portOf } from "../../components/cluster/spec/clusterSpec";
import { parseClusterNodes } from "../../components/cluster/state/clusterNodes";
import {
  LOOK_BEFORE_AOF_FIX,
  letOneTakeOver,
  RESTORE_DATA,
  START_PRIMARIES,
  takeOverWithoutVotes,
} from "../../components/text/cures/clusterCures";
import { expectCure } from "../support/expectCure";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

// What is printed about shards whose data no running primary has, followed word for word. After each cure up succeeds,
// and the keys are those of before.

const HOSTS = ["192.168.56.65", "192.168.56.66", "192.168.56.67"].map((address) => ({
  address,
  ports: [7000, 7001, 7002],
}));
const NODES = HOSTS.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
const KEYS = 300;

let cluster: TestCluster;
let counts: Record<string, number>;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "cures-of-shards",
    hosts: HOSTS,
    config: { replicas: 2 },
  });
  await succeed(cluster.up());
  const [{ address = "" } = {}] = HOSTS;
  const fill = `seq ${KEYS} | sed 's/.*/SET key:& &/' | redis-cli -c -h ${address} -p 7000`;
  expect((await cluster.on(address, fill)).match(/^OK$/gm)).toHaveLength(KEYS);
  counts = await countKeys();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(KEYS);
});
afterAll(() => cluster?.end());

/** The names of the members of each shard, its primary first. */
async function shards(): Promise<[primary: string, first: string, second: string][]> {
  const views = parseClusterNodes(await cluster.ask(NODES[0] ?? "", "CLUSTER", "NODES"));
  return views
    .filter(({ slots }) => slots.length > 0)
    .map(({ id, name }) => {
      const [first = "", second = ""] = views.flatMap((view) =>
        view.primaryId === id ? [view.name] : [],
      );
      return [name, first, second];
    });
}

async function firstShard(): Promise<[primary: string, first: string, second: string]> {
  const [first] = await shards();
  if (first === undefined) throw new Error("the cluster has no shard");
  return first;
}

/** Runs a command on the host of a node. There `$port` is its port, and `$pid` the PID of its server. */
async function atNode(name: string, command: string): Promise<string> {
  const port = portOf(name);
  const pid = `$(cat /root/conf/${port}/${port}.pid 2>/dev/null)`;
  return cluster.on(addressOf(name), `port=${port}; pid=${pid}; cd /root/conf; ${command}`);
}

/** Kills a server, and waits until it has ended. */
const KILL = "kill -9 $pid; while kill -0 $pid 2>/dev/null; do sleep 0.02; done";

/** Up succeeds, nothing is left to do, and every key is still there. */
async function works(): Promise<void> {
  await succeed(cluster.up());
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  expect(await countKeys()).toEqual(counts);
}

/** The number of keys of each primary, by the first of its slots. */
async function countKeys(): Promise<Record<string, number>> {
  const views = parseClusterNodes(await cluster.ask(NODES[0] ?? "", "CLUSTER", "NODES"));
  const all = views.flatMap(({ name, slots: [first] }) =>
    first === undefined ? [] : [{ name, slot: `${first.start}` }],
  );
  const entries = all.map(async ({ name, slot }): Promise<[string, number]> => {
    // A verification that failed leaves its keys, which expire.
    const keys = await cluster.ask(name, "KEYS", "key:*");
    return [slot, keys.split(",").filter((key) => key !== "").length];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Runs a printed command, and waits until the replica has taken over that it names. */
async function takeOver(output: string, mode: "FORCE" | "TAKEOVER"): Promise<void> {
  const found = new RegExp(`redis-cli -h (\\S+) -p (\\d+) CLUSTER FAILOVER ${mode}`).exec(output);
  const [command = "none", host = "", port = ""] = found ?? [];
  const heir = `${host}:${port}`;
  await until(`${heir} to have links to its voters`, async () => {
    const views = parseClusterNodes(await cluster.ask(heir, "CLUSTER", "NODES"));
    const isDown = (name: string) =>
      cluster.ask(name, "PING").then(
        () => false,
        () => true,
      );
    const apart = views.filter(({ flags, connected }) => !connected && !flags.includes("myself"));
    const areDown = await Promise.all(apart.map(({ name }) => isDown(name)));
    return areDown.every((one) => one) ? true : undefined;
  });
  expect(await cluster.on(host, command)).toBe("OK\n");
  await until(`${heir} to take over`, async () =>
    (await cluster.ask(heir, "ROLE")).startsWith("master") ? true : undefined,
  );
}

/** Lets replicas be elected, or not: then no failover comes before the fault is complete. */
async function allowFailover(isAllowed: boolean, names: readonly string[]): Promise<void> {
  const value = isAllowed ? "no" : "yes";
  for (const name of names) {
    const reply = await cluster.ask(name, "CONFIG", "SET", "cluster-replica-no-failover", value);
    expect(reply).toBe("OK");
  }
}

test("each shard of the new cluster has a node on each host", async () => {
  const all = await shards();
  expect(all).toHaveLength(3);
  for (const members of all) {
    expect(members.map(addressOf).sort()).toEqual(HOSTS.map(({ address }) => address));
  }
});

describe("a primary without data", () => {
  test("whose replicas have no common history: one takes over", async () => {
    const members = await firstShard();
    const [primary] = members;
    // As in a power failure, after which a disk is empty.
    for (const name of members) await atNode(name, KILL);
    await atNode(primary, "rm -r $port");
    const output = await failed(cluster.up());
    const [, address = "", port = ""] =
      /redis-cli -h (\S+) -p (\d+) CLUSTER FAILOVER FORCE/.exec(output) ?? [];
    expect(members.slice(1)).toContain(`${address}:${port}`);
    expectCure(output, letOneTakeOver({ address, port: Number(port) }));
    await takeOver(output, "FORCE");
    await works();
  });

  test("and another one that is frozen: the other continues", async () => {
    const [lost, frozen] = await shards();
    const replicas = [...(lost?.slice(1) ?? []), ...(frozen?.slice(1) ?? [])];
    await allowFailover(false, replicas);
    await atNode(frozen?.[0] ?? "", "kill -STOP $pid");
    await atNode(lost?.[0] ?? "", `${KILL}; rm -r $port`);
    await allowFailover(true, replicas);
    const output = await failed(cluster.preview());
    expect(output).toContain(`No replica can be elected without ${frozen?.[0]}: `);
    expectCure(output, START_PRIMARIES);
    await atNode(frozen?.[0] ?? "", "kill -CONT $pid");
    await works();
  });

  test("and another one without data: a replica takes over without votes", async () => {
    const [first, second] = await shards();
    const replicas = [...(first?.slice(1) ?? []), ...(second?.slice(1) ?? [])];
    await allowFailover(false, replicas);
    for (const shard of [first, second]) await atNode(shard?.[0] ?? "", `${KILL}; rm -r $port`);
    await allowFailover(true, replicas);
    const output = await failed(cluster.preview());
    const [, address = "", port = ""] =
      /redis-cli -h (\S+) -p (\d+) CLUSTER FAILOVER TAKEOVER/.exec(output) ?? [];
    expect(replicas).toContain(`${address}:${port}`);
    expectCure(output, takeOverWithoutVotes({ address, port: Number(port) }));
    await takeOver(output, "TAKEOVER");
    await works();
  });
});

describe("a shard whose members have stopped", () => {
  test("without data files: those of its primary restored", async () => {
    const members = await firstShard();
    for (const name of members) await atNode(name, KILL);
    for (const name of members) await atNode(name, `mkdir -p /root/aside/$port; ${SET_ASIDE}`);
    expectCure(await failed(cluster.preview()), RESTORE_DATA);
    await atNode(members[0], "mv /root/aside/$port/* $port");
    await works();
  });

  test("the primary with a damaged file: another member serves its slots", async () => {
    const [primary, replica] = await damageShard();
    expectCure(await failed(cluster.preview()), LOOK_BEFORE_AOF_FIX);
    await atNode(replica, "mv /root/aside/directory-$port $port");
    await works();
    expect((await shards()).map(([name]) => name)).not.toContain(primary);
  });

  test("the primary with a damaged file, the only copy: what comes before the damage", async () => {
    const [primary] = await damageShard();
    const output = await failed(cluster.preview());
    expectCure(output, LOOK_BEFORE_AOF_FIX);
    const [command = "none"] = /redis-check-aof --fix/.exec(output) ?? [];
    await atNode(primary, `echo y | ${command} $port/appendonlydir/*.manifest`);
    await works();
  });
});

const SET_ASIDE =
  'for file in $port/appendonlydir $port/*.rdb; do [ ! -e "$file" ] || mv "$file" /root/aside/$port; done';

/** Stops a shard, sets its replicas' directories aside, and damages the end of its primary's file; an up finds that. */
async function damageShard(): Promise<[primary: string, first: string, second: string]> {
  const members = await firstShard();
  const [primary, ...replicas] = members;
  for (const name of members) await atNode(name, KILL);
  for (const name of replicas) {
    await atNode(name, "mkdir -p /root/aside; rm -rf /root/aside/directory-$port");
    await atNode(name, "mv $port /root/aside/directory-$port");
  }
  await atNode(primary, "printf 'junk%.0s' $(seq 20) >>$(ls $port/appendonlydir/*.incr.aof)");
  const output = await failed(cluster.up());
  expect(output).toContain(`Cannot start ${primary}: the server exited during its start: `);
  return members;
}
