import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  DECLARE_OR_FORGET,
  REACH_EVERY_HOST,
  RESTORE_DIRECTORY,
} from "../../components/text/cures/clusterCures";
import { DESTROY_AGAIN, WAIT_FOR_OTHER_RUN } from "../../components/text/cures/runCures";
import { at } from "../support/example";
import { expectCure } from "../support/expectCure";
import { HOLD_LOCK } from "../support/holdLock";
import { untilCopied } from "../support/keys";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

async function openExample(name: string): Promise<void> {
  cluster = await TestCluster.open({ name });
}

/** Each test begins with what the one before left. */
describe("one cluster from its first up to its destroy", () => {
  beforeAll(() => openExample("faults"));
  afterAll(() => cluster?.end());

  test("a missing server is named, and a failed first up can be destroyed", async () => {
    await cluster.configure({ serverCommand: "/opt/none/redis-server" });
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toContain(
      '192.168.56.65, 192.168.56.66  its host has no command "/opt/none/redis-server". Install it',
    );
    await succeed(cluster.destroy());
  });

  test("a folder that cannot be made is named", async () => {
    await cluster.configure({ directory: "/proc/none/conf" });
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /Cannot lock 192\.168\.56\.65: \/proc\/none\/conf cannot be created: No such file or directory/,
    );
  });
  test("a node that has keys already is rejected and keeps them", async () => {
    await cluster.configure({});
    await cluster.on(HOST_A, FOREIGN_SERVER);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(/192\.168\.56\.65:7001 +1 key, but not in a cluster\n/);
    expect(await cluster.ask("192.168.56.65:7001", "DBSIZE")).toBe("1");
    await cluster.on(
      HOST_A,
      "redis-cli -h 192.168.56.65 -p 7001 shutdown nosave && rm -r /root/conf",
    );
  });

  test("a taken port and a taken bus port are named with their owner", async () => {
    await cluster.on(HOST_A, serverOn(7001));
    await cluster.on(HOST_B, serverOn(17004));
    // This one answers everybody.
    await cluster.on(HOST_B, serverOn(7003, "--protected-mode no"));
    await cluster.on(HOST_B, "redis-cli -p 7003 set mine theirs");
    for (const run of [await cluster.preview(), await cluster.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toMatch(
        /192\.168\.56\.65:7001 +port 7001 is in use by redis-server \*:7001 \(pid \d+\)\. Stop that process, or choose another port/,
      );
      expect(run.output).toMatch(
        /192\.168\.56\.66:7004 +bus port 17004 is in use by redis-server \*:17004 \(pid \d+\)/,
      );
      expect(run.output).toMatch(
        /192\.168\.56\.66:7003 +port 7003 is in use by redis-server \*:7003 \(pid \d+\)/,
      );
    }
    expect(await cluster.on(HOST_A, "ls /root")).toBe("");

    await cluster.on(HOST_A, "redis-cli -p 7001 shutdown nosave");
    await cluster.on(HOST_B, "redis-cli -p 17004 shutdown nosave");
    expect(await cluster.on(HOST_B, "redis-cli -p 7003 get mine")).toBe("theirs\n");
    await cluster.on(HOST_B, "redis-cli -p 7003 shutdown nosave");
    await succeed(cluster.up());
  });

  test("another folder is refused in preview and in up, and no member is stopped", async () => {
    const pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    await cluster.configure({ directory: "/root/other" });
    for (const run of [await cluster.preview(), await cluster.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toContain(
        "6 nodes (192.168.56.65:7000, 7001, 7002; ...)  runs from /root/conf, not from /root/other\n",
      );
      expectCure(run.output, RESTORE_DIRECTORY);
    }
    expect(await cluster.on(HOST_A, "ls /root")).toBe("conf\n");
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
    await cluster.configure({});
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("an emptied node that its peers know starts only after its replica took over, also when the state forgot it", async () => {
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    await untilCopied("192.168.56.65:7002", 1);
    const { 7003: pid } = await cluster.pids(HOST_B);
    await cluster.on(HOST_B, `kill -9 ${pid} && rm -r /root/conf/7003`);
    const forgotten = await cluster.pulumi(
      "state",
      "delete",
      "--yes",
      "--force",
      "--target-dependents",
      await urnOf("7003"),
    );
    expect(forgotten.code, forgotten.output).toBe(0);

    const output = await succeed(cluster.up());
    expect(output).toMatch(
      /192\.168\.56\.66:7003 +stopped; nodes\.conf and data files are missing\n/,
    );
    expect(output).toContain("192.168.56.66:7003 stays stopped: its peers know this address");
    await expectCopied();
    const later = await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    expect(later).not.toContain("stays stopped");
  });

  test("both hosts crashed and started again: up brings the same cluster back with its keys", async () => {
    const before = await cluster.nodes();
    await Promise.all([HOST_A, HOST_B].map((host) => cluster.lab.crash(host)));
    await Promise.all([HOST_A, HOST_B].map((host) => cluster.lab.start(host)));

    const preview = await cluster.preview();
    expect(preview.output).toContain("start 6 nodes");
    await succeed(cluster.up());
    expect((await cluster.nodes()).map(({ id }) => id).sort()).toEqual(
      before.map(({ id }) => id).sort(),
    );
    // Either member of its shard may lead.
    const get = "redis-cli -c -h 192.168.56.65 -p 7000 GET name";
    expect(await cluster.on(HOST_A, get)).toBe("tom\n");
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("destroy with one host down: the rest is stopped, and a second destroy finishes", async () => {
    await cluster.lab.crash(HOST_B);
    const { code, output } = await cluster.destroy();
    expect(code).not.toBe(0);
    expect(output).toContain("Not every server was stopped. ");
    expectCure(output, DESTROY_AGAIN);
    expect(output).toContain("Cannot reach root@192.168.56.66 port 22 by SSH");
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");

    await cluster.lab.start(HOST_B);
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_B, "pgrep -x redis-server || echo none")).toBe("none\n");
  });
});

describe("clusters of their own", () => {
  afterEach(() => cluster?.end());

  test("a node that the cluster knows but the stack does not is refused by name", async () => {
    await openExample("foreign-node");
    await succeed(cluster.up());
    await cluster.on(HOST_B, FOREIGN_MEMBER);
    const output = await failed(cluster.preview());
    expect(output).toMatch(/192\.168\.56\.66:7999 +member of the cluster, but not declared\n/);
    expectCure(output, DECLARE_OR_FORGET);
    for (const port of [7000, 7001, 7002, 7003, 7004, 7005]) {
      const id = await cluster.ask("192.168.56.66:7999", "CLUSTER", "MYID");
      await cluster.ask(at(port), "CLUSTER", "FORGET", id);
    }
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
  test("a lost node is not started empty by a replacement either: that goes by what its peers know now", async () => {
    await openExample("replaced");
    await succeed(cluster.up());
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    await untilCopied("192.168.56.65:7002", 1);
    const { 7003: pid } = await cluster.pids(HOST_B);
    await cluster.on(HOST_B, `kill -9 ${pid} && rm -r /root/conf/7003*`);
    const replace = ["up", "--yes", "--skip-preview", "--replace", await urnOf("7003")];
    const output = await succeed(cluster.pulumi(...replace));
    expect(output).toContain("192.168.56.66:7003 stays stopped: its peers know this address");
    await expectCopied();
  });

  test("an emptied node starts only after its replica took over, when all nodes had stopped and the state forgot all", async () => {
    await openExample("emptied-stopped");
    await succeed(cluster.up());
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    await untilCopied("192.168.56.65:7002", 1);
    await Promise.all([HOST_A, HOST_B].map((host) => cluster.lab.crash(host)));
    await Promise.all([HOST_A, HOST_B].map((host) => cluster.lab.start(host)));
    await cluster.on(HOST_B, "rm -r /root/conf/7003");

    const other = await cluster.otherState();
    const output = await succeed(other.run(["up", "--yes", "--skip-preview"]));
    expect(output).toMatch(
      /192\.168\.56\.66:7003 +stopped; nodes\.conf and data files are missing\n/,
    );
    await expectCopied();
  });

  test("a stopped member of another cluster is refused in preview and in up, and not started", async () => {
    await openExample("foreign-folder");
    await cluster.on(HOST_A, STOPPED_STRANGERS);
    const before = await cluster.on(HOST_A, "cat /root/conf/7001/7001_node.conf");
    for (const run of [await cluster.preview(), await cluster.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toContain(
        "192.168.56.65:7001  stopped; its directory belongs to another cluster: nodes.conf names 192.168.56.65:7999\n",
      );
    }
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await cluster.on(HOST_A, "cat /root/conf/7001/7001_node.conf")).toBe(before);

    await cluster.on(HOST_A, "mkdir /root/moved && mv /root/conf/7001 /root/moved");
    const rejected = await cluster.up();
    expect(rejected.code).not.toBe(0);
    expect(rejected.output).toContain(
      "192.168.56.65:7999  not declared, but its nodes.conf names 192.168.56.65:7001, which would be created empty\n",
    );
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    await cluster.on(HOST_A, "mv /root/conf/7999 /root/moved");
    await succeed(cluster.up());
  });

  test("a host's lock that is held turns a run away and names the holder", async () => {
    await openExample("locked");
    await cluster.on(HOST_B, HOLD_LOCK);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /Cannot lock 192\.168\.56\.66: another run holds the lock \/root\/conf\/\.lock: somebody@operator/,
    );
    expectCure(output, WAIT_FOR_OTHER_RUN);
    await cluster.on(HOST_B, "kill $(cat /tmp/holder)");
    await succeed(cluster.up());
  });
  test("a host out of reach during the first up: no server starts on the others before it is back", async () => {
    await openExample("unreached");
    await cluster.lab.cut(HOST_B);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toContain("  Cannot reach root@192.168.56.66 port 22 by SSH: ");
    // Nothing is tried after the inspection.
    expect(output).not.toContain("command:remote:Command");
    expect(output).not.toContain("failed attempts");
    expect(output).toContain("Cannot create 6 nodes: not every host could be inspected.\n");
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expectCure(output, REACH_EVERY_HOST);
    await cluster.lab.heal(HOST_B);
    await succeed(cluster.up());
  });
});

/** 7003 has copied its former replica. One that had met an empty primary would have no key any more. */
async function expectCopied(): Promise<void> {
  expect(await cluster.ask("192.168.56.65:7002", "ROLE")).toMatch(/^master/);
  for (const node of ["192.168.56.65:7002", "192.168.56.66:7003"]) {
    expect(await cluster.ask(node, "DBSIZE")).toBe("1");
  }
}

/** The URN of the command that makes the node on a port. */
async function urnOf(port: string): Promise<string> {
  const { output } = await cluster.pulumi("stack", "export");
  const state: { deployment: { resources: { urn: string }[] } } = JSON.parse(output);
  const found = state.deployment.resources.find(({ urn }) => urn.endsWith(`-${port}`));
  return found?.urn ?? `no resource of port ${port}`;
}

/** Starts a server that listens everywhere, and waits until it does. */
function serverOn(port: number, options = ""): string {
  return `
    redis-server --port ${port} --daemonize yes --dir /tmp ${options}
    until redis-cli -p ${port} ping | grep -q PONG; do sleep 0.05; done
  `;
}

/** A server in cluster mode that ran before, in the directory of the stack's node. */
const FOREIGN_SERVER = `
  mkdir -p /root/conf/7001
  redis-server --port 7001 --bind 192.168.56.65 --cluster-enabled yes --cluster-config-file 7001_node.conf \
    --dir /root/conf/7001 --pidfile 7001.pid --appendonly yes --protected-mode no --daemonize yes
  until redis-cli -h 192.168.56.65 -p 7001 ping | grep -q PONG; do sleep 0.05; done
  redis-cli -h 192.168.56.65 -p 7001 cluster addslotsrange 0 16383
  until redis-cli -h 192.168.56.65 -p 7001 set mine theirs | grep -q OK; do sleep 0.05; done
  redis-cli -h 192.168.56.65 -p 7001 cluster delslotsrange 0 16383
`;

const FOREIGN_MEMBER = `
  redis-server --port 7999 --bind 192.168.56.66 --cluster-enabled yes --dir /tmp --protected-mode no --daemonize yes
  until redis-cli -h 192.168.56.66 -p 7999 ping | grep -q PONG; do sleep 0.05; done
  redis-cli -h 192.168.56.66 -p 7003 cluster meet 192.168.56.66 7999
  tries=0
  until redis-cli -h 192.168.56.66 -p 7003 cluster nodes | grep 7999 | grep -qv handshake; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
    sleep 0.05
  done
`;

/** Two stopped members of another cluster, one in the directory of the stack's node. */
const STOPPED_STRANGERS = `
  for port in 7001 7999; do
    mkdir -p /root/conf/$port
    redis-server --port $port --bind 192.168.56.65 --cluster-enabled yes --cluster-config-file \${port}_node.conf \
      --dir /root/conf/$port --appendonly yes --protected-mode no --daemonize yes
    until redis-cli -h 192.168.56.65 -p $port ping | grep -q PONG; do sleep 0.05; done
  done
  redis-cli -h 192.168.56.65 -p 7001 cluster meet 192.168.56.65 7999
  for port in 7001 7999; do
    tries=0
    until [ "$(redis-cli -h 192.168.56.65 -p $port cluster nodes | grep -vc handshake)" = 2 ]; do
      tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
      sleep 0.05
    done
    redis-cli -h 192.168.56.65 -p $port cluster saveconfig
  done
  for port in 7001 7999; do redis-cli -h 192.168.56.65 -p $port shutdown nosave; done
  tries=0
  until ! pgrep -x redis-server >/dev/null; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1
    sleep 0.05
  done
`;
