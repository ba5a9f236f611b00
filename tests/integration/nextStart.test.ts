import { afterEach, expect, test } from "vitest";
import { restoreServerCommand, restoreUser } from "../../components/text/cures/clusterCures";
import { saveInPairs } from "../../components/text/cures/runCures";
import { addDeploy } from "../support/addDeploy";
import { at } from "../support/example";
import { expectCure } from "../support/expectCure";
import { SCRIPT_CURES } from "../support/scriptCures";
import { serverLayer } from "../support/servers/serverLayer";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const NODES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const REPLICA = at(7004);
const VALKEY = "/opt/valkey/bin/valkey-server";
const REDIS_5 = "/opt/redis-5.0.6/bin/redis-server";

let cluster: TestCluster;
afterEach(() => cluster?.end());

/** The versions that run, without repetition: `["redis 7.0.15"]`. */
async function versions(): Promise<string[]> {
  const infos = await Promise.all(NODES.map((node) => cluster.ask(node, "INFO", "server")));
  const of = (info: string, name: string) =>
    new RegExp(`^${name}_version:(\\S+)`, "m").exec(info)?.[1];
  const all = infos.map((info) => {
    const valkey = of(info, "valkey");
    return valkey === undefined ? `Redis ${of(info, "redis")}` : `Valkey ${valkey}`;
  });
  return [...new Set(all)];
}

async function killReplica(): Promise<void> {
  await cluster.on(HOST_B, "kill -9 $(cat /root/conf/7004/7004.pid)");
}

test("another serverCommand is named, and never mixes versions in a shard", async () => {
  cluster = await TestCluster.open({ name: "next-start", layers: [serverLayer("valkey-newest")] });
  await succeed(cluster.up());
  const [redis = ""] = await versions();
  expect(redis).toMatch(/^Redis 7\.0\.\d+$/);
  expect(await cluster.ask(at(7003), "SET", "name", "tom")).toBe("OK");
  const printed = await cluster.on(HOST_A, `${VALKEY} --version`);
  const valkey = `Valkey ${/v=(\S+)/.exec(printed)?.[1]}`;
  const change = `runs ${redis}, serverCommand ${VALKEY} is ${valkey}: takes effect at the next restart`;

  await cluster.configure({ serverCommand: VALKEY });
  expect(await succeed(cluster.preview())).toContain(change);
  expect(await succeed(cluster.up())).toContain(change);
  expect(await versions()).toEqual([redis]);
  expect(await succeed(cluster.pulumi("preview", "--expect-no-changes"))).toContain(change);

  const mixed = `${REPLICA}  stopped; its shard runs ${redis}, serverCommand ${VALKEY} is ${valkey}`;
  const pids = await cluster.pids(HOST_A);
  await killReplica();
  for (const refused of [await cluster.preview(), await cluster.up()]) {
    expect(refused.output).toContain(mixed);
    expectCure(refused.output, restoreServerCommand(redis));
    expect(refused.code).not.toBe(0);
  }
  await expect(cluster.ask(REPLICA, "PING")).rejects.toThrow("ECONNREFUSED");

  // What it says: the old path.
  await cluster.configure({ serverCommand: "redis-server" });
  expect(await succeed(cluster.up())).not.toContain("takes effect at the next restart");
  expect(await versions()).toEqual([redis]);
  expect(await cluster.pids(HOST_A)).toEqual(pids);

  // And what it says for all nodes, one of which is stopped.
  await cluster.configure({ serverCommand: VALKEY });
  await succeed(cluster.up());
  await killReplica();
  await succeed(cluster.destroy());
  await succeed(cluster.up());
  expect(await versions()).toEqual([valkey]);
  expect(await cluster.ask(at(7003), "GET", "name")).toBe("tom");

  // An older server takes what a newer one has written for damaged, which a repair would erase.
  await rewriteFiles();
  await succeed(cluster.destroy());
  await cluster.configure({ serverCommand: "redis-server" });
  expect(await failed(cluster.up())).toContain("Bad file format reading the append only file");
  for (const refused of [await failed(cluster.preview()), await failed(cluster.up())]) {
    expect(refused).toContain(`${redis} could not read its data, which ${valkey} wrote. `);
    expectCure(refused, SCRIPT_CURES.restoreProgram);
    expect(refused).not.toContain("check-aof");
  }
  await cluster.configure({ serverCommand: VALKEY });
  await succeed(cluster.preview());
  await succeed(cluster.up());
  expect(await cluster.ask(at(7003), "GET", "name")).toBe("tom");
});

/** Has every server write its whole append-only file anew, in its own format. */
async function rewriteFiles(): Promise<void> {
  for (const node of NODES) await cluster.ask(node, "BGREWRITEAOF");
  await until("the append-only files of all nodes to be rewritten", async () => {
    const infos = await Promise.all(NODES.map((node) => cluster.ask(node, "INFO", "persistence")));
    const isDone = (info: string) =>
      info.includes("aof_rewrite_in_progress:0") && info.includes("aof_rewrite_scheduled:0");
    return infos.every(isDone) ? true : undefined;
  });
}

test("another SSH user is named, and what Redis 5 accepts and does not use", async () => {
  const hosts = [{ address: HOST_A, ports: [7000, 7001, 7002] }];
  cluster = await TestCluster.open({
    name: "next-user",
    hosts,
    config: { replicas: 0, serverCommand: REDIS_5, directory: "/home/deploy/cluster" },
    layers: [serverLayer("redis-5.0.6")],
  });
  await addDeploy(cluster.lab, [HOST_A]);
  const ssh = (user: string) => ({
    user,
    privateKeyPath: cluster.privateKeyPath,
    knownHosts: cluster.knownHostsPath,
  });
  const ignored = 'the server accepts "save 900 1 60 100" but uses save ""';
  const oneLine = { ssh: ssh("deploy"), directives: { save: "900 1 60 100" } };
  await cluster.configure(oneLine);
  const used = await succeed(cluster.up());
  expect(used).toContain(`3 nodes: ${ignored}`);
  expectCure(used, saveInPairs('["900 1","60 100"]'));
  expect(await succeed(cluster.preview())).toContain(ignored);
  const pairs = { ...oneLine, directives: { save: ["900 1", "60 100"] } };
  await cluster.configure(pairs);
  expect(await succeed(cluster.up())).not.toContain(ignored);
  expect(await cluster.ask(at(7000), "CONFIG", "GET", "save")).toBe("save,900 1 60 100");

  const asRoot = { ...pairs, ssh: ssh("root") };
  const change = "runs as deploy, a restart would run it as root, the SSH user";
  await cluster.configure(asRoot);
  expect(await succeed(cluster.preview())).toContain(change);
  expectCure(await succeed(cluster.up()), restoreUser("deploy", "root"));

  // A stopped node is not started as that user.
  await cluster.on(HOST_A, "kill -9 $(cat /home/deploy/cluster/7001/7001.pid)");
  for (const refused of [await failed(cluster.preview()), await failed(cluster.up())]) {
    expect(refused).toContain(
      `${at(7001)}  its files belong to deploy, a start would run it as root, the SSH user. `,
    );
    expectCure(refused, SCRIPT_CURES.changeUser);
  }
  await expect(cluster.ask(at(7001), "PING")).rejects.toThrow("ECONNREFUSED");

  // What both say: back, a destroy, the directory, and up.
  await cluster.configure(pairs);
  await succeed(cluster.up());
  await succeed(cluster.destroy());
  await cluster.on(HOST_A, "chown -R root:root /home/deploy/cluster");
  await cluster.configure(asRoot);
  expect(await succeed(cluster.up())).not.toContain("a restart would run it");
  const owner = await cluster.on(
    HOST_A,
    "stat -c %U /proc/$(cat /home/deploy/cluster/7000/7000.pid)",
  );
  expect(owner).toBe("root\n");

  // The former user can neither read the files nor see the servers.
  await cluster.configure(pairs);
  for (const refused of [await failed(cluster.preview()), await failed(cluster.up())]) {
    expect(refused).toMatch(/ Cannot read \/home\/deploy\/cluster\/\S+, which belongs to root\. /);
    expectCure(refused, SCRIPT_CURES.restoreLogin);
  }
  await cluster.configure(asRoot);
  await succeed(cluster.up());
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
});
