import { totalmem } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  CHOOSE_PORT_OR_REMOVE_KEYS,
  CHOOSE_PORTS_OR_MOVE_ASIDE,
  LEAVE_OTHER_CLUSTER,
  LIST_AS_ONE_HOST,
  RESTORE_DIRECTORY,
} from "../../components/text/cures/clusterCures";
import { expectCure } from "../support/expectCure";
import { SCRIPT_CURES } from "../support/scriptCures";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

// What preview and up print about a host that cannot run its nodes, followed word for word. After each cure up
// succeeds; then the cluster is removed with its files, for the next fault.

const HOST = "192.168.56.65";
const PORTS = [7000, 7001, 7002];
/** Another directory than the default. */
const OTHER = "/srv/other";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "cures-of-hosts",
    hosts: [{ address: HOST, ports: PORTS }],
    config: { replicas: 0, onDestroy: "delete" },
  });
});
afterAll(() => cluster?.end());

/** Runs a preview and an up, which both must fail. @returns what up printed */
async function rejected(): Promise<string> {
  const preview = await cluster.preview();
  expect(preview.code, preview.output).not.toBe(0);
  const { code, output } = await cluster.up();
  expect(code, output).not.toBe(0);
  return output;
}

async function works(): Promise<void> {
  await succeed(cluster.up());
}

async function configurePorts(...ports: readonly number[]): Promise<void> {
  await cluster.configure({ hosts: [{ address: HOST, ports }] });
}

afterEach(async () => {
  await succeed(cluster.destroy());
  await cluster.configure({});
  await cluster.on(HOST, `${END_SERVERS}; ! mountpoint -q /root/conf || umount /root/conf`);
  await cluster.on(HOST, `rm -rf /root/conf ${OTHER} /root/aside`);
});

/** Ends the servers of no stack, and waits until they have ended. */
const END_SERVERS = `
  pkill -KILL -x redis-server
  tries=0
  while pgrep -x redis-server >/dev/null; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
    sleep 0.05
  done`;

describe("a program that is missing", () => {
  test("is the server: installed, or named by its path", async () => {
    // It is a link to the program of all of Redis's tools.
    await cluster.on(HOST, "mkdir /opt/hidden && mv /usr/bin/redis-server /usr/bin/redis.hidden");
    await cluster.on(HOST, "ln -s $(realpath /usr/bin/redis.hidden) /opt/hidden/redis-server");
    try {
      expectCure(await rejected(), SCRIPT_CURES.installServer);
      await cluster.configure({ serverCommand: "/opt/hidden/redis-server" });
      await works();
      await succeed(cluster.destroy());
    } finally {
      await cluster.on(HOST, "mv /usr/bin/redis.hidden /usr/bin/redis-server");
    }
    await cluster.configure({});
    await works();
  });

  test.each([
    ["redis-cli", SCRIPT_CURES.installClient],
    ["flock", SCRIPT_CURES.installFlock],
  ])("is %s: installed", async (program, cure) => {
    await cluster.on(HOST, `mv /usr/bin/${program} /usr/bin/${program}.hidden`);
    try {
      expectCure(await rejected(), cure);
    } finally {
      await cluster.on(HOST, `mv /usr/bin/${program}.hidden /usr/bin/${program}`);
    }
    await works();
  });
});

describe("a disk", () => {
  test("that is read-only: made writable, or another directory", async () => {
    await cluster.on(
      HOST,
      "mkdir -p /root/conf && mount -t tmpfs -o size=100m,ro tmpfs /root/conf",
    );
    expectCure(await rejected(), SCRIPT_CURES.letWrite);
    await cluster.configure({ directory: OTHER });
    await works();
    await succeed(cluster.destroy());
    await cluster.configure({});
    await cluster.on(HOST, "mount -o remount,rw /root/conf");
    await works();
  });

  test("that is nearly full: some space, or another directory", async () => {
    await cluster.on(HOST, "mkdir -p /root/conf && mount -t tmpfs -o size=100m tmpfs /root/conf");
    await cluster.on(HOST, "dd if=/dev/zero of=/root/conf/fill bs=1M count=60 2>/dev/null");
    expectCure(await rejected(), SCRIPT_CURES.freeSpace);
    await cluster.configure({ directory: OTHER });
    await works();
    await succeed(cluster.destroy());
    await cluster.configure({});
    await cluster.on(HOST, "rm /root/conf/fill");
    await works();
  });

  test("for temporary files that is read-only: room there", async () => {
    await cluster.on(HOST, "mount -t tmpfs -o size=1m,ro tmpfs /tmp");
    try {
      expectCure(await rejected(), SCRIPT_CURES.makeRoomInTmp);
    } finally {
      await cluster.on(HOST, "umount /tmp");
    }
    await works();
  });
});

test("too much memory: lowered, or fewer nodes on the host", async () => {
  const directives = { maxmemory: String(Math.floor(totalmem() * 0.3)) };
  const hosts = (...ports: readonly number[]) => [{ address: HOST, ports }];
  await cluster.configure({ directives, hosts: hosts(...PORTS, 7003) });
  expectCure(await rejected(), SCRIPT_CURES.lowerMaxmemory);
  await cluster.configure({ directives });
  await works();
  await succeed(cluster.destroy());
  await cluster.configure({ directives: { maxmemory: "64mb" }, hosts: hosts(...PORTS, 7003) });
  await works();
});

describe("a port in use", () => {
  test.each([
    ["stopped", (): Promise<unknown> => cluster.on(HOST, "redis-cli -p 7001 shutdown nosave")],
    ["another port", () => configurePorts(7000, 7006, 7002)],
  ])("by another process: %s", async (_, follow) => {
    await cluster.on(HOST, SERVER);
    expectCure(await rejected(), SCRIPT_CURES.stopProcess);
    await follow();
    await works();
  });

  test.each([
    ["the keys removed", (): Promise<unknown> => cluster.ask(`${HOST}:7001`, "FLUSHALL")],
    ["another port", () => configurePorts(7000, 7006, 7002)],
  ])("by a server in cluster mode with keys: %s", async (_, follow) => {
    await cluster.on(HOST, clusterServer("/root/conf/7001"));
    await cluster.on(HOST, ADD_KEY);
    expectCure(await rejected(), CHOOSE_PORT_OR_REMOVE_KEYS);
    await follow();
    await works();
  });

  test.each([
    ["stopped", (): Promise<unknown> => cluster.on(HOST, STOP_CLUSTER_SERVER)],
    ["another port", () => configurePorts(7000, 7006, 7002)],
  ])("by a server of another directory: %s", async (_, follow) => {
    await cluster.on(HOST, clusterServer("/root/aside", "/root/aside/7001.conf"));
    expectCure(await rejected(), RESTORE_DIRECTORY);
    await follow();
    await works();
  });
});

describe("files of other servers", () => {
  test.each([
    ["another directory", () => cluster.configure({ directory: OTHER })],
    ["another port", () => configurePorts(7000, 7006, 7002)],
    ["declared too", () => configurePorts(7000, 7001, 7999)],
    ["both moved aside", (): Promise<unknown> => cluster.on(HOST, "mv /root/conf/7* /root/aside")],
  ])("of which one names a peer: %s", async (_, follow) => {
    await cluster.on(HOST, `${TWO_STRANGERS}; mkdir /root/aside`);
    expectCure(await rejected(), LEAVE_OTHER_CLUSTER);
    await follow();
    await works();
  });

  test.each([
    ["moved aside", (): Promise<unknown> => cluster.on(HOST, "mv /root/conf/7999 /root/aside")],
    ["other ports", () => configurePorts(7000, 7006, 7002)],
  ])("that name a node to be created: %s", async (_, follow) => {
    await cluster.on(HOST, `${TWO_STRANGERS}; mkdir /root/aside; mv /root/conf/7001 /root/aside`);
    expectCure(await rejected(), CHOOSE_PORTS_OR_MOVE_ASIDE);
    await follow();
    await works();
  });

  test.each([
    ["moved aside", (): Promise<unknown> => cluster.on(HOST, "mv /root/conf/7001 /root/aside")],
    ["another directory", () => cluster.configure({ directory: OTHER })],
  ])("of another address: %s", async (_, follow) => {
    await cluster.on(HOST, OTHER_ADDRESS);
    const { code, output } = await cluster.up();
    expect(code, output).not.toBe(0);
    expectCure(output, SCRIPT_CURES.restoreAddress);
    await succeed(cluster.destroy());
    await cluster.on(HOST, `mkdir -p /root/conf/7001; ${OTHER_ADDRESS}`);
    await follow();
    await works();
  });
});

test("two addresses of one machine: listed as one host", async () => {
  await cluster.on(HOST, "ip address add 192.168.56.75/24 dev eth0");
  await cluster.on(HOST, "true");
  const ssh = { address: HOST };
  await cluster.configure({
    hosts: [
      { address: HOST, ports: [7000, 7001] },
      { address: "192.168.56.75", ports: [7002], ssh },
    ],
  });
  expectCure(await rejected(), LIST_AS_ONE_HOST);
  await cluster.configure({});
  await works();
  await cluster.on(HOST, "ip address del 192.168.56.75/24 dev eth0");
});

/** Starts a server that listens everywhere, and waits until it does. */
const SERVER = `
  redis-server --port 7001 --daemonize yes --dir /tmp --save ''
  until redis-cli -p 7001 ping | grep -q PONG; do sleep 0.05; done`;

/** Starts a server in cluster mode on port 7001. @param conf its configuration file, if it has one */
function clusterServer(directory: string, conf = ""): string {
  return `
    mkdir -p ${directory}
    ${conf === "" ? "" : `touch ${conf}`}
    redis-server ${conf} --port 7001 --bind ${HOST} --cluster-enabled yes --cluster-config-file 7001_node.conf \
      --dir ${directory} --pidfile 7001.pid --appendonly yes --protected-mode no --daemonize yes
    until redis-cli -h ${HOST} -p 7001 ping | grep -q PONG; do sleep 0.05; done`;
}

const ADD_KEY = `
  redis-cli -h ${HOST} -p 7001 cluster addslotsrange 0 16383
  until redis-cli -h ${HOST} -p 7001 set mine theirs | grep -q OK; do sleep 0.05; done
  redis-cli -h ${HOST} -p 7001 cluster delslotsrange 0 16383`;

const STOP_CLUSTER_SERVER = `
  redis-cli -h ${HOST} -p 7001 shutdown nosave
  while pgrep -x redis-server >/dev/null; do sleep 0.05; done`;

/** Two stopped members of another cluster, one of them in the directory of the stack's node. */
const TWO_STRANGERS = `
  for port in 7001 7999; do
    mkdir -p /root/conf/$port
    redis-server --port $port --bind ${HOST} --cluster-enabled yes --cluster-config-file \${port}_node.conf \
      --dir /root/conf/$port --appendonly yes --protected-mode no --daemonize yes
    until redis-cli -h ${HOST} -p $port ping | grep -q PONG; do sleep 0.05; done
  done
  redis-cli -h ${HOST} -p 7001 cluster meet ${HOST} 7999
  for port in 7001 7999; do
    tries=0
    until [ "$(redis-cli -h ${HOST} -p $port cluster nodes | grep -vc handshake)" = 2 ]; do
      tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
      sleep 0.05
    done
    redis-cli -h ${HOST} -p $port cluster saveconfig
  done
  for port in 7001 7999; do redis-cli -h ${HOST} -p $port shutdown nosave; done
  tries=0
  while pgrep -x redis-server >/dev/null; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
    sleep 0.05
  done`;

/** The data of a node that was alone at another address. */
const OTHER_ADDRESS = `
  mkdir -p /root/conf/7001/appendonlydir
  echo '${"a".repeat(40)} 10.9.9.9:7001@17001 myself,master - 0 0 0 connected' >/root/conf/7001/7001_node.conf
  echo some >/root/conf/7001/appendonlydir/appendonly.aof.1.incr.aof`;
