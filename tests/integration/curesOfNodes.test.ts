import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  MAKE_ROOM,
  MAKE_ROOM_ON_DISK,
  REMOVE_FROM_CONFIGURATION,
  RESTORE_MEMBER,
  STOP_UNMANAGED,
  USE_SERVERS_PASSWORD,
  WRITE_WITHOUT_SNAPSHOTS,
} from "../../components/text/cures/clusterCures";
import { REPLACE_RECORD, UP_THEN_DESTROY_AGAIN } from "../../components/text/cures/runCures";
import { askNode } from "../support/askNode";
import { expectCure } from "../support/expectCure";
import { SCRIPT_CURES } from "../support/scriptCures";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { TEST_FOLDER } from "../support/testFolder";
import { until } from "../support/until";

// What is printed about faults of a running cluster, followed word for word. After each cure up succeeds, and the
// keys are those of before. A configuration that an up rejects, a preview rejects too: see faults.test.ts.

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOSTS = [
  { address: HOST_A, ports: [7000, 7001, 7002] },
  { address: HOST_B, ports: [7003, 7004, 7005] },
];
const NODES = HOSTS.flatMap(({ address, ports }) => ports.map((port) => `${address}:${port}`));
const PRIMARY = `${HOST_A}:7001`;
const KEYS = 300;

let cluster: TestCluster;
let password: string | undefined;
beforeAll(async () => {
  cluster = await TestCluster.open({ name: "cures-of-nodes", hosts: HOSTS });
  await cluster.on(HOST_A, "mkdir /root/conf && mount -t tmpfs -o size=200m small /root/conf");
  await succeed(cluster.up());
  const fill = `seq ${KEYS} | sed 's/.*/SET key:& &/' | redis-cli -c -h ${HOST_A} -p 7000`;
  expect((await cluster.on(HOST_A, fill)).match(/^OK$/gm)).toHaveLength(KEYS);
});
afterAll(() => cluster?.end());

async function ask(node: string, command: string, ...args: string[]): Promise<string> {
  return askNode(node, [command, ...args], password);
}

/** Waits until a server listens that was started by hand. */
async function answers(node: string): Promise<void> {
  await until(`${node} to answer`, async () =>
    (await ask(node, "PING").catch(String)) === "PONG" ? true : undefined,
  );
}

/** Up succeeds, nothing is left to do, and every key is still there. */
async function works(): Promise<void> {
  await succeed(cluster.up());
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  const counts = await Promise.all(
    NODES.map(async (node) => {
      const role = await ask(node, "ROLE");
      // A verification that failed leaves its keys, which expire.
      const keys = await ask(node, "KEYS", "key:*");
      return role.startsWith("master") && keys !== "" ? keys.split(",").length : 0;
    }),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(KEYS);
}

test("nodes of another cluster: removed from the configuration", async () => {
  const others = HOSTS.map((host, index) => ({ ...host, port: 7006 + index }));
  for (const { address, port } of others) {
    await cluster.on(
      address,
      `mkdir /tmp/${port} && redis-server --port ${port} --bind ${address} --cluster-enabled yes --dir /tmp/${port} --protected-mode no --daemonize yes`,
    );
    await answers(`${address}:${port}`);
  }
  await ask(`${HOST_A}:7006`, "CLUSTER", "MEET", HOST_B, "7007");
  await until("the other servers to have met", async () =>
    /^\S+ 192\.168\.56\.65:7006\S* master - .* connected/m.test(
      await ask(`${HOST_B}:7007`, "CLUSTER", "NODES"),
    )
      ? true
      : undefined,
  );
  const more = others.map(({ address, ports, port }) => ({ address, ports: [...ports, port] }));
  await cluster.configure({ hosts: more });
  expectCure(await failed(cluster.up()), REMOVE_FROM_CONFIGURATION);
  await cluster.configure({});
  await works();
  for (const { address, port } of others) {
    await cluster.on(address, `redis-cli -h ${address} -p ${port} shutdown nosave`);
  }
});

test("a shard whose members all lost their directories: one restored", async () => {
  const ports = { [HOST_A]: 7001, [HOST_B]: 7005 };
  for (const [host, port] of Object.entries(ports)) {
    const { [port]: pid } = await cluster.pids(host);
    await cluster.on(
      host,
      `kill -9 ${pid} && mkdir -p /root/aside && mv /root/conf/${port} /root/aside`,
    );
  }
  expectCure(await failed(cluster.preview()), RESTORE_MEMBER);
  expectCure(await failed(cluster.up()), RESTORE_MEMBER);
  await cluster.on(HOST_A, "mv /root/aside/7001 /root/conf");
  await works();
});

test("an empty server in the place of a lost replica: stopped", async () => {
  const { 7005: pid } = await cluster.pids(HOST_B);
  await cluster.on(HOST_B, `kill -9 ${pid} && rm -r /root/conf/7005`);
  await cluster.on(
    HOST_B,
    `redis-server --port 7005 --bind ${HOST_B} --cluster-enabled yes --dir /tmp --protected-mode no --daemonize yes`,
  );
  await answers(`${HOST_B}:7005`);
  expectCure(await failed(cluster.preview()), STOP_UNMANAGED);
  expectCure(await failed(cluster.up()), STOP_UNMANAGED);
  await cluster.on(HOST_B, `redis-cli -h ${HOST_B} -p 7005 shutdown nosave`);
  await works();
});

test.each([
  ["copied from another host", "preview", `cat /root/conf/cluster.json`],
  ["removed", "up", undefined],
] as const)("a record that is not one: %s", async (_, run, source) => {
  await cluster.on(HOST_B, "echo nonsense >/root/conf/cluster.json");
  expectCure(await failed(cluster[run]()), REPLACE_RECORD);
  if (source === undefined) {
    await cluster.on(HOST_B, "rm /root/conf/cluster.json");
  } else {
    const record = await cluster.on(HOST_A, source);
    await cluster.on(HOST_B, `printf '%s' '${record}' >/root/conf/cluster.json`);
  }
  await works();
});

test("a truncated node script: removed", async () => {
  const path = (await cluster.on(HOST_A, "ls /root/conf/.node-*.sh")).trim();
  await cluster.on(HOST_A, `sed -i '/^main()/,$d' ${path}`);
  await cluster.configure({ directives: { "lazyfree-lazy-expire": "yes" } });
  expectCure(await failed(cluster.up()), SCRIPT_CURES.installScriptAgain);
  await cluster.on(HOST_A, `rm ${path}`);
  await works();
});

test("a missing node script that no inspection saw: up again", async () => {
  await cluster.on(HOST_A, "rm /root/conf/.node-*.sh");
  await cluster.configure({ directives: { "lazyfree-lazy-expire": "no" } });
  process.env["REDIS_CLUSTER_INSPECT"] = "off";
  const output = await failed(cluster.up());
  delete process.env["REDIS_CLUSTER_INSPECT"];
  expectCure(output, SCRIPT_CURES.installScriptAgain);
  await works();
});

test("a full server: maxmemory raised, or a policy that evicts", async () => {
  const used = Number(/used_memory:(\d+)/.exec(await ask(PRIMARY, "INFO", "memory"))?.[1]);
  const full = { maxmemory: String(Math.floor(used / 2)) };
  await cluster.configure({ directives: full });
  const output = await failed(cluster.up());
  expect(output).toMatch(/Verification failed: \S+ is full: OOM command not allowed/);
  expectCure(output, MAKE_ROOM);
  expectCure(await failed(cluster.up()), MAKE_ROOM);
  await cluster.configure({ directives: { maxmemory: "64mb" } });
  await works();
});

test("a server that cannot write its append-only file: some space on its disk", async () => {
  // A snapshot that becomes due meanwhile would fail first.
  await cluster.configure({ directives: { save: "" } });
  await works();
  await cluster.on(HOST_A, "! dd if=/dev/zero of=/root/conf/fill bs=4k 2>/dev/null");
  const key = await keyOf(PRIMARY);
  await until("a write that does not fit", async () => {
    const reply = await ask(PRIMARY, "SET", key, "x".repeat(10_000));
    return reply.startsWith("MISCONF Errors writing to the AOF file") ? true : undefined;
  });
  expectCure(await failed(cluster.preview()), MAKE_ROOM_ON_DISK);
  await cluster.on(HOST_A, "rm /root/conf/fill");
  await until("writes", async () => ((await ask(PRIMARY, "PING")) === "PONG" ? true : undefined));
  await works();
});

test("a server that cannot save: repaired, or without snapshots", async () => {
  const save = ["3600 1"];
  await cluster.configure({ directives: { save } });
  await succeed(cluster.up());
  await preventSaves();
  expectCure(await failed(cluster.preview()), WRITE_WITHOUT_SNAPSHOTS);
  // Its log says why.
  expect(await cluster.on(HOST_A, "tail -n 20 /root/conf/7001.log")).toMatch(
    /Error moving temp DB file .* dump\.rdb .*: Is a directory/,
  );
  await cluster.on(HOST_A, "rm -r /root/conf/7001/dump.rdb");
  await ask(PRIMARY, "BGSAVE", "SCHEDULE");
  await until("writes", async () => ((await ask(PRIMARY, "PING")) === "PONG" ? true : undefined));
  await works();

  await preventSaves();
  const without = { save, "stop-writes-on-bgsave-error": "no" };
  await cluster.configure({ directives: without });
  await works();
  await cluster.on(HOST_A, "rm -r /root/conf/7001/dump.rdb");
  await ask(PRIMARY, "BGSAVE", "SCHEDULE");
  await until("a save", async () =>
    (await ask(PRIMARY, "INFO", "persistence")).includes("rdb_last_bgsave_status:ok")
      ? true
      : undefined,
  );
  await cluster.configure({});
  await works();
});

test("a newer claim on one host only: up, then destroy again", async () => {
  // As a claim leaves it whose run was killed: new on the other host, in the state still the old one.
  const record = await cluster.on(HOST_A, "cat /root/conf/cluster.json");
  const state = join(TEST_FOLDER, "cures-of-nodes", "state.json");
  await succeed(cluster.pulumi("stack", "export", "--file", state));
  const [claim = ""] =
    /urn:pulumi:[^"]+::cluster-claim(?=")/.exec(readFileSync(state, "utf8")) ?? [];
  await succeed(cluster.pulumi("up", "--yes", "--skip-preview", "--replace", claim));
  await succeed(cluster.pulumi("stack", "import", "--file", state));
  await cluster.on(HOST_A, `printf '%s' '${record}' >/root/conf/cluster.json`);

  const output = await failed(cluster.destroy());
  expectCure(output, UP_THEN_DESTROY_AGAIN);
  expect(output).toMatch(new RegExp(`then destroy again:\\s+${HOST_B}\\s`));
  for (const node of NODES) expect(await ask(node, "PING")).toBe("PONG");
  await succeed(cluster.up());
  await succeed(cluster.destroy());
  await works();
});

test("a password that somebody set on all servers: the one that they have", async () => {
  for (const node of NODES) {
    await ask(node, "CONFIG", "SET", "masterauth", "secret");
    await ask(node, "CONFIG", "SET", "requirepass", "secret");
  }
  expectCure(await failed(cluster.up()), USE_SERVERS_PASSWORD);
  await cluster.configure({ password: "secret" });
  password = "secret";
  await works();
  await succeed(cluster.destroy());
  await works();
});

/** No snapshot can replace a directory. Returns when the server refuses writes. */
async function preventSaves(): Promise<void> {
  await cluster.on(HOST_A, "cd /root/conf/7001 && rm -f dump.rdb && mkdir -p dump.rdb/other");
  await ask(PRIMARY, "BGSAVE", "SCHEDULE");
  await until("a save that fails", async () =>
    (await ask(PRIMARY, "PING")).startsWith("MISCONF") ? true : undefined,
  );
}

/** One of the keys that a node has. */
async function keyOf(node: string): Promise<string> {
  return ask(node, "RANDOMKEY");
}
