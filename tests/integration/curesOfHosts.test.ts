import { totalmem } from "node:os";
import { afterAll, afterEach, beforeAll, test } from "vitest";
import {
  CHOOSE_PORT_OR_REMOVE_KEYS,
  CHOOSE_PORTS_OR_MOVE_ASIDE,
  LEAVE_OTHER_CLUSTER,
  LIST_AS_ONE_HOST,
  RESTORE_DIRECTORY,
} from "../../components/text/cures/clusterCures";
import { expectCure } from "../support/expectCure";
import { SCRIPT_CURES } from "../support/scriptCures";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

// What preview and up print about hosts that cannot run their nodes, followed word for word. Each fault has a host of
// its own with a node on port 7001: one run names all of them, and after their cures up succeeds. Then the cluster is
// removed with its files, for the next faults.

/** Another directory than the default. */
const OTHER = "/srv/other";
const SECOND_ADDRESS = "192.168.56.95";

/** Starts a server that listens everywhere, and waits until it does. */
const SERVER = `
  redis-server --port 7001 --daemonize yes --dir /tmp --save ''
  until redis-cli -p 7001 ping | grep -q PONG; do sleep 0.05; done`;

/** Starts a server in cluster mode on port 7001. @param conf its configuration file, if it has one */
function clusterServer(directory: string, conf = ""): string {
  return `
    mkdir -p ${directory}
    ${conf === "" ? "" : `touch ${conf}`}
    redis-server ${conf} --port 7001 --bind $host --cluster-enabled yes --cluster-config-file 7001_node.conf \
      --dir ${directory} --pidfile 7001.pid --appendonly yes --protected-mode no --daemonize yes
    until redis-cli -h $host -p 7001 ping | grep -q PONG; do sleep 0.05; done`;
}

const ADD_KEY = `
  redis-cli -h $host -p 7001 cluster addslotsrange 0 16383
  until redis-cli -h $host -p 7001 set mine theirs | grep -q OK; do sleep 0.05; done
  redis-cli -h $host -p 7001 cluster delslotsrange 0 16383`;

const STOPPED = `
  tries=0
  while pgrep -x redis-server >/dev/null; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
    sleep 0.05
  done`;

/** Two stopped members of another cluster, one of them in the directory of the stack's node. */
const TWO_STRANGERS = `
  mkdir /root/aside
  for port in 7001 7999; do
    mkdir -p /root/conf/$port
    redis-server --port $port --bind $host --cluster-enabled yes --cluster-config-file \${port}_node.conf \
      --dir /root/conf/$port --appendonly yes --protected-mode no --daemonize yes
    until redis-cli -h $host -p $port ping | grep -q PONG; do sleep 0.05; done
  done
  redis-cli -h $host -p 7001 cluster meet $host 7999
  for port in 7001 7999; do
    tries=0
    until [ "$(redis-cli -h $host -p $port cluster nodes | grep -vc handshake)" = 2 ]; do
      tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
      sleep 0.05
    done
    redis-cli -h $host -p $port cluster saveconfig
  done
  for port in 7001 7999; do redis-cli -h $host -p $port shutdown nosave; done
  ${STOPPED}`;

/** The data of a node that was alone at another address. */
const OTHER_ADDRESS = `
  mkdir -p /root/conf/7001/appendonlydir
  echo '${"a".repeat(40)} 10.9.9.9:7001@17001 myself,master - 0 0 0 connected' >/root/conf/7001/7001_node.conf
  echo some >/root/conf/7001/appendonlydir/appendonly.aof.1.incr.aof`;

/** Takes a program away. The server is a link to the program of all of Redis's tools. */
const hide = (program: string) => `mv /usr/bin/${program} /usr/bin/${program}.hidden`;
const show = (program: string) => `mv /usr/bin/${program}.hidden /usr/bin/${program}`;
const mount = (options: string, path: string) =>
  `mkdir -p ${path} && mount -t tmpfs -o ${options} tmpfs ${path}`;
const FILL = "dd if=/dev/zero of=/root/conf/fill bs=1M count=60 2>/dev/null";

/** Gives the server a path that no user's PATH has. */
const LINK_SERVER =
  "mkdir /opt/hidden && ln -s $(realpath /usr/bin/redis-server*) /opt/hidden/redis-server";

/** The host of each fault, the shell command that makes it there, and what is printed then. */
const FAULTS = {
  noServer: ["192.168.56.65", hide("redis-server"), SCRIPT_CURES.installServer],
  noClient: ["192.168.56.66", hide("redis-cli"), SCRIPT_CURES.installClient],
  noFlock: ["192.168.56.67", hide("flock"), SCRIPT_CURES.installFlock],
  readOnly: ["192.168.56.68", mount("size=100m,ro", "/root/conf"), SCRIPT_CURES.letWrite],
  full: ["192.168.56.69", `${mount("size=100m", "/root/conf")} && ${FILL}`, SCRIPT_CURES.freeSpace],
  readOnlyTmp: ["192.168.56.70", mount("size=1m,ro", "/tmp"), SCRIPT_CURES.makeRoomInTmp],
  otherProcess: ["192.168.56.71", SERVER, SCRIPT_CURES.stopProcess],
  keys: [
    "192.168.56.72",
    `${clusterServer("/root/conf/7001")}; ${ADD_KEY}`,
    CHOOSE_PORT_OR_REMOVE_KEYS,
  ],
  otherDirectory: [
    "192.168.56.73",
    clusterServer("/root/aside", "/root/aside/7001.conf"),
    RESTORE_DIRECTORY,
  ],
  namesPeer: ["192.168.56.74", TWO_STRANGERS, LEAVE_OTHER_CLUSTER],
  namesNewNode: [
    "192.168.56.75",
    `${TWO_STRANGERS}; mv /root/conf/7001 /root/aside`,
    CHOOSE_PORTS_OR_MOVE_ASIDE,
  ],
} as const;
type Fault = keyof typeof FAULTS;

const HOSTS = Object.values(FAULTS).map(([address]) => address);
const [HOST] = FAULTS.noServer;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "cures-of-hosts",
    hosts: HOSTS.map((address) => ({ address, ports: [7001] })),
    config: { replicas: 0, onDestroy: "delete" },
  });
});
afterAll(() => cluster?.end());

afterEach(async () => {
  for (const address of HOSTS) await cluster.on(address, REPAIR);
  await succeed(cluster.destroy());
  await cluster.configure({});
  for (const address of HOSTS) await cluster.on(address, CLEAN);
});

/** Of a test that failed in the middle. */
const REPAIR = `
  for file in /usr/bin/*.hidden; do [ ! -L "$file" ] && [ ! -e "$file" ] || mv "$file" "\${file%.hidden}"; done
  ! grep -q '^tmpfs /tmp tmpfs ro' /proc/mounts || umount /tmp`;

/** Ends the servers of no stack too. */
const CLEAN = `
  pkill -KILL -x redis-server; ${STOPPED}
  ! mountpoint -q /root/conf || umount /root/conf
  rm -rf /root/conf ${OTHER} /root/aside`;

async function at(fault: Fault, command: string): Promise<void> {
  const [address] = FAULTS[fault];
  await cluster.on(address, `host=${address}; ${command}`);
}

/** Makes some faults. */
async function make(...faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) await at(fault, FAULTS[fault][1]);
}

/** Makes some faults, which `run` must name. It fails. */
async function rejected(run: "preview" | "up", ...faults: readonly Fault[]): Promise<void> {
  await make(...faults);
  const output = await failed(cluster[run]());
  for (const fault of faults) expectCure(output, FAULTS[fault][2]);
}

/** Declares the hosts of some faults, each with port 7001 or with others, and changes the configuration. */
async function declare(
  faults: readonly Fault[],
  {
    ports = {},
    ...changes
  }: { readonly ports?: { readonly [fault in Fault]?: readonly number[] } } & Readonly<
    Record<string, unknown>
  > = {},
): Promise<void> {
  const hosts = faults.map((fault) => ({
    address: FAULTS[fault][0],
    ports: ports[fault] ?? [7001],
  }));
  await cluster.configure({ hosts, ...changes });
}

async function works(): Promise<void> {
  await succeed(cluster.up());
}

test("what prevents a server from running: repaired on each host", async () => {
  const faults = ["noServer", "noClient", "noFlock", "readOnly", "full", "readOnlyTmp"] as const;
  await declare([...faults, "otherProcess"]);
  await rejected("up", ...faults, "otherProcess");
  await at("noServer", show("redis-server"));
  await at("noClient", show("redis-cli"));
  await at("noFlock", show("flock"));
  await at("readOnly", "mount -o remount,rw /root/conf");
  await at("full", "rm /root/conf/fill");
  await at("readOnlyTmp", "umount /tmp");
  await at("otherProcess", "redis-cli -p 7001 shutdown nosave");
  await works();
});

test("what belongs to somebody else: taken away on each host", async () => {
  await declare(["keys", "otherDirectory", "namesPeer", "namesNewNode"]);
  await rejected("up", "keys");
  await at("keys", "redis-cli -h $host -p 7001 FLUSHALL");
  await rejected("up", "otherDirectory", "namesPeer", "namesNewNode");
  await at("otherDirectory", `redis-cli -h $host -p 7001 shutdown nosave; ${STOPPED}`);
  await at("namesPeer", "mv /root/conf/7* /root/aside");
  await at("namesNewNode", "mv /root/conf/7999 /root/aside");
  await works();
});

test("what belongs to somebody else: other ports", async () => {
  const faults = ["otherDirectory", "namesPeer", "namesNewNode"] as const;
  const all = ["keys", ...faults, "otherProcess"] as const;
  await declare(all);
  await rejected("preview", "keys");
  await rejected("preview", ...faults);
  await make("otherProcess");
  await declare(all, { ports: Object.fromEntries(all.map((fault) => [fault, [7006]])) });
  await works();
});

test("the other members of a cluster declared too", async () => {
  const faults = ["namesPeer", "keys", "full"] as const;
  await declare(faults);
  await rejected("preview", "namesPeer");
  await declare(faults, { ports: { namesPeer: [7001, 7999] } });
  await works();
});

test("another directory, and the server named by its path", async () => {
  const faults = ["noServer", "readOnly", "full"] as const;
  const all = [...faults, "namesPeer"] as const;
  await declare(all);
  await rejected("preview", ...faults);
  await make("namesPeer");
  for (const fault of all) await at(fault, LINK_SERVER);
  await declare(all, { directory: OTHER, serverCommand: "/opt/hidden/redis-server" });
  await works();
});

test("the data of another address: moved aside, or another directory", async () => {
  const hosts = HOSTS.slice(0, 3).map((address) => ({ address, ports: [7001] }));
  await cluster.configure({ hosts });
  await cluster.on(HOST, OTHER_ADDRESS);
  expectCure(await failed(cluster.up()), SCRIPT_CURES.restoreAddress);
  await cluster.on(HOST, "mkdir /root/aside && mv /root/conf/7001 /root/aside");
  await works();
  await succeed(cluster.destroy());
  await cluster.on(HOST, OTHER_ADDRESS);
  await cluster.configure({ hosts, directory: OTHER });
  await works();
});

test("too much memory: lowered, or fewer nodes on the host", async () => {
  const directives = { maxmemory: String(Math.floor(totalmem() * 0.3)) };
  const hosts = (...ports: readonly number[]) => [{ address: HOST, ports }];
  await cluster.configure({ directives, hosts: hosts(7000, 7001, 7002, 7003) });
  expectCure(await failed(cluster.up()), SCRIPT_CURES.lowerMaxmemory);
  await cluster.configure({ directives, hosts: hosts(7000, 7001, 7002) });
  await works();
  await succeed(cluster.destroy());
  const lowered = { maxmemory: "64mb" };
  await cluster.configure({ directives: lowered, hosts: hosts(7000, 7001, 7002, 7003) });
  await works();
});

test("two addresses of one machine: listed as one host", async () => {
  await cluster.on(HOST, `ip address add ${SECOND_ADDRESS}/24 dev eth0`);
  const one = { address: HOST, ports: [7000, 7001] };
  const other = { address: SECOND_ADDRESS, ports: [7002], ssh: { address: HOST } };
  await cluster.configure({ hosts: [one, other] });
  expectCure(await failed(cluster.up()), LIST_AS_ONE_HOST);
  await cluster.configure({ hosts: [{ address: HOST, ports: [7000, 7001, 7002] }] });
  await works();
  await cluster.on(HOST, `ip address del ${SECOND_ADDRESS}/24 dev eth0`);
});
