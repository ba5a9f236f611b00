import { execFileSync } from "node:child_process";
import { totalmem } from "node:os";
import { afterEach, describe, expect, test, vi } from "vitest";
import { OPEN_PORTS, openBusPorts, openPortsForOthers } from "../../components/text/cures/runCures";
import { expectCure } from "../support/expectCure";
import { HOLD_LOCK } from "../support/holdLock";
import { nothingGoesOn } from "../support/nothingGoesOn";
import { killOne } from "../support/processes";
import { SCRIPT_CURES } from "../support/scriptCures";
import { failed, succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const PLAN = "Plan: create a cluster of 6 nodes on 2 hosts\n";

let cluster: TestCluster;
afterEach(() => cluster?.end());

async function servers(): Promise<string[]> {
  const all = [HOST_A, HOST_B].map((host) => cluster.on(host, "pgrep -ax redis-server || :"));
  return (await Promise.all(all))
    .join("")
    .split("\n")
    .filter((line) => line !== "");
}

/** The identities and data that a later run would take for those of members. */
async function leftovers(): Promise<string> {
  const command =
    "cd /root && find . -name '*_node.conf' -o -name '*.aof' -o -name '*.rdb' -o -name appendonlydir";
  return (await Promise.all([HOST_A, HOST_B].map((host) => cluster.on(host, command)))).join("");
}

/** The next run is a first one again. */
async function expectNothingLeft(): Promise<void> {
  expect(await servers()).toEqual([]);
  expect(await leftovers()).toBe("");
  const { code, output } = await cluster.preview();
  expect(code, output).toBe(0);
  expect(output).toContain(PLAN);
  expect(output).not.toContain("Problems");
}

describe("ports between hosts", () => {
  test("closed ones are found by preview before a server starts, each with its direction", async () => {
    cluster = await TestCluster.open({ name: "closed" });
    await cluster.on(HOST_A, PROHIBIT);
    await cluster.on(HOST_B, DROP);
    for (const run of [await cluster.preview(), await cluster.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toContain(
        [
          "1 of 2 hosts cannot run these nodes. Nothing was changed.",
          "      192.168.56.65  cannot reach bus port 17003 of 192.168.56.66: open failed. Open it for the other hosts",
          "      192.168.56.65  cannot reach client port 7004 of 192.168.56.66: no answer in 2 s. Open it for the other hosts",
          "",
        ].join("\n"),
      );
      expectCure(run.output, openPortsForOthers(1));
    }
    expect(await cluster.on(HOST_A, "ls /root")).toBe("");
    await cluster.on(HOST_A, PROHIBIT.replace("add", "del"));
    await cluster.on(HOST_B, DROP.replace("add", "del"));
    await succeed(cluster.up());
  });

  test("one that was closed while the servers run that an up left behind is found before they meet", async () => {
    cluster = await TestCluster.open({ name: "closed-later" });
    vi.stubEnv("REDIS_CLUSTER_STOP_AFTER", "1");
    expect((await cluster.up()).code).not.toBe(0);
    vi.unstubAllEnvs();
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    expect(await servers()).toHaveLength(6);
    await cluster.on(HOST_A, PROHIBIT);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expectCure(output, OPEN_PORTS);
    expect(output).toMatch(
      /Open them:\n +192\.168\.56\.65 cannot reach bus port 17003 of 192\.168\.56\.66: open failed\n/,
    );
    expect(output).toContain(UNDONE);
    expect(await servers()).toEqual([]);
    expect(await leftovers()).toBe("");
    await cluster.on(HOST_A, PROHIBIT.replace("add", "del"));
    await succeed(cluster.up());
  });

  test("where no host may forward, the servers are stopped again that cannot reach each other", async () => {
    cluster = await TestCluster.open({ name: "forbidden" });
    for (const host of [HOST_A, HOST_B]) await cluster.on(host, FORBID_FORWARDING);
    await cluster.on(HOST_A, PROHIBIT_ALL);
    expect((await cluster.preview()).output).toContain(PLAN);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toContain(
      "192.168.56.66:7004  cluster bus port 17004 cannot be reached from 192.168.56.65:7000, 7001, 7002\n",
    );
    expectCure(output, openBusPorts("17003-17005"));
    expect(output).toContain(UNDONE);
    await expectNothingLeft();
    await cluster.on(HOST_A, PROHIBIT_ALL.replaceAll("add", "del"));
    await succeed(cluster.up());
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
});

describe("a first up that fails", () => {
  test("at the claim leaves nothing; a full /tmp and a connection from a bus port are found before", async () => {
    cluster = await TestCluster.open({ name: "claim" });
    await cluster.on(HOST_A, "mount -t tmpfs -o size=16k tmpfs /tmp");
    await cluster.on(HOST_B, CONNECT_FROM_BUS_PORT);
    const { code, output } = await cluster.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(
      / 192\.168\.56\.65 {2}no file can be written in \/tmp: No space left on device\. Make room there\n/,
    );
    expect(output).toMatch(
      / 192\.168\.56\.66:7003 {2}bus port 17003 is in use by a connection to 192\.168\.56\.65:22 of perl .* \(pid \d+\)\. End it and reserve the port/,
    );
    expectCure(output, SCRIPT_CURES.makeRoomThere);
    await cluster.on(HOST_A, "umount /tmp");
    await cluster.on(HOST_B, "kill $(cat /tmp/connection)");
    await succeed(cluster.preview());

    await cluster.on(HOST_B, HOLD_LOCK);
    const failed = await cluster.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("Cannot lock 192.168.56.66: another run holds the lock");
    await cluster.on(HOST_B, "kill $(cat /tmp/holder)");
    await expectNothingLeft();
  });

  test("at one node, and again at all of a host, leaves no server; the one after them succeeds", async () => {
    cluster = await TestCluster.open({ name: "node", config: { serverCommand: "/opt/server" } });
    // Between its check and its start another process gets its bus port.
    await cluster.on(HOST_B, WRITE_LISTENER);
    for (const host of [HOST_A, HOST_B]) await cluster.on(host, wrapServer(LISTEN));
    const taken = await failed(cluster.up());
    expect(taken).toMatch(
      /^ {4}error: .*\n {4}Cannot start 192\.168\.56\.66:7004: .*Address already in use.*\n {4}The cluster was never formed: its 5 empty servers were stopped, and their empty files removed\.\n/m,
    );
    // Each fact once.
    expect(taken.split("Diagnostics:")[1]?.split("Address already in use")).toHaveLength(2);
    expect(await servers()).toEqual([]);
    expect(await leftovers()).toBe("");
    await cluster.on(HOST_B, "kill $(cat /tmp/listener)");
    await expectNothingLeft();

    await cluster.on(HOST_B, wrapServer("exit 1", "7"));
    const host = await failed(cluster.up());
    for (const port of [7003, 7004, 7005])
      expect(host).toContain(`    Cannot start 192.168.56.66:${port}: `);
    expect(host).toContain("its 3 empty servers were stopped");
    await expectNothingLeft();
    // Where converge does not run, nobody else fails of it.
    const one = await failed(cluster.pulumi("up", "--yes", "--skip-preview", "--target", NODE));
    expect(one).toContain("Cannot start 192.168.56.66:7004: ");
    expect(one).toContain("the cluster was not formed: its bootstrap is not among the targets");
    expect(one).not.toContain("SyntaxError");
    expect(await servers()).toEqual([]);

    for (const address of [HOST_A, HOST_B]) await cluster.on(address, wrapServer(":"));
    await succeed(cluster.up());
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
    await expectRejected({ "maxmemory-polcy": "allkeys-lru" }, /maxmemory-polcy/);
    await expectRejected(
      { maxmemory: String(Math.floor(totalmem() * 0.4)) },
      /192\.168\.56\.65, 192\.168\.56\.66 {2}maxmemory of its 3 servers adds up to \d+ MiB, and the host has/,
    );
  });

  test("because Pulumi was killed: preview says what runs; an up that fails stops it, the next one succeeds", async () => {
    cluster = await TestCluster.open({
      name: "killed-node",
      config: { serverCommand: "/opt/server" },
    });
    for (const host of [HOST_A, HOST_B])
      await cluster.on(host, wrapServer("until [ -e /root/go ]; do sleep 0.05; done"));
    const first = cluster.up();
    await until("all but one server to run", async () =>
      (await servers()).filter((line) => line.includes("[cluster]")).length === 5
        ? true
        : undefined,
    );
    killOne(/\/pulumi up .*killed-node/);
    expect((await first).code).not.toBe(0);
    await cluster.on(HOST_B, "touch /root/go");
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    await succeed(cluster.pulumi("cancel", "--yes"));
    const { code, output } = await cluster.preview();
    expect(code, output).toBe(0);
    expect(output).toMatch(
      /Plan: finish creating a cluster of 6 nodes on 2 hosts\n {6}An earlier `up` did not finish it: (6 servers run, without keys|5 servers run, without keys, 192\.168\.56\.66:7004 will be created)\.\n {6}shard {2}slots /,
    );
    expect(output).not.toContain("Problems");
    // The one whose start was under way may run or not.
    await cluster.on(HOST_B, wrapServer("exit 1"));
    await cluster.on(HOST_B, "pkill -KILL -f '[:]7004 .cluster' || :; rm -rf /root/conf/7004");
    expect(await failed(cluster.up())).toContain("its 5 empty servers were stopped");
    await cluster.on(HOST_B, wrapServer(":"));
    await expectNothingLeft();
    await succeed(cluster.up());
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
});

test("IPv6: a wrong address is found by preview; first up, no changes, destroy", async () => {
  cluster = await TestCluster.open({ name: "ipv6" });
  addIpv6Addresses();
  for (const host of [HOST_A, HOST_B])
    await cluster.on(host, `ip -6 address add ${ipv6(host)}/64 dev eth0 nodad`);
  const hosts = (second: string) => [
    { address: ipv6(HOST_A), ports: [7000, 7001, 7002], ssh: { address: HOST_A } },
    { address: second, ports: [7003, 7004, 7005], ssh: { address: HOST_B } },
  ];
  await cluster.configure({ hosts: hosts("fd00:56::99") });
  const { code, output } = await cluster.preview();
  expect(code).not.toBe(0);
  expect(output).toMatch(
    /1 of 2 hosts cannot run these nodes\. Nothing was changed\.\n {6}fd00:56::99 {2}fd00:56::99 is not an address of this host; it has .* fd00:56::66\b.*\n\n/,
  );
  await cluster.configure({ hosts: hosts(ipv6(HOST_B)) });
  await succeed(cluster.up());
  expect((await cluster.nodes()).map(({ address }) => address).sort()).toEqual(
    [HOST_A, HOST_A, HOST_A, HOST_B, HOST_B, HOST_B].map(ipv6),
  );
  await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  await succeed(cluster.destroy());
  expect(await servers()).toEqual([]);
});

function ipv6(host: string): string {
  return host.replace("192.168.56.", "fd00:56::");
}

/** Gives this machine an address in the hosts' IPv6 network. */
function addIpv6Addresses(): void {
  const route = execFileSync("ip", ["route", "get", HOST_A], { encoding: "utf8" });
  const device = / dev (\S+)/.exec(route)?.[1] ?? "";
  execFileSync("ip", ["-6", "address", "add", "fd00:56::1/64", "dev", device, "nodad"]);
}

/** Preview rejects these directives of the running cluster. */
async function expectRejected(directives: Record<string, string>, reason: RegExp): Promise<void> {
  await cluster.configure({ directives });
  const { code, output } = await cluster.preview();
  expect(code).not.toBe(0);
  expect(output).toMatch(reason);
}

/** Installs a server that runs `act` before it starts node 7004, or those whose ports begin like that. */
function wrapServer(act: string, port = "7004"): string {
  return `
    printf '%s\\n' '#!/bin/sh' 'case $* in */${port}*.conf) ${act} ;; esac' 'exec redis-server "$@"' >/opt/server
    chmod 755 /opt/server
  `;
}

const WRITE_LISTENER = `
  cat >/tmp/listen.pl <<'PERL'
  use IO::Socket::INET;
  $socket = IO::Socket::INET->new(LocalAddr => "192.168.56.66", LocalPort => 17004, Listen => 1) or die $@;
  open $file, ">", "/tmp/listener"; print $file $$; close $file;
  sleep 3600;
PERL
`;
const NODE = "**cluster-192.168.56.66-7004";

/** Takes the bus port of node 7004. */
const LISTEN =
  "perl /tmp/listen.pl >/dev/null 2>&1 & until [ -s /tmp/listener ]; do sleep 0.05; done";

/** Holds a connection from a bus port, as one that got this port by chance. */
const CONNECT_FROM_BUS_PORT = `
  perl -MIO::Socket::INET -e '
    $connection = IO::Socket::INET->new(LocalAddr => "192.168.56.66", LocalPort => 17003, PeerAddr => "192.168.56.65", PeerPort => 22)
      or die $@;
    open my $file, ">", "/tmp/connection"; print $file $$; close $file;
    sleep 3600' >/dev/null 2>&1 &
  until [ -s /tmp/connection ]; do sleep 0.05; done
`;

const UNDONE =
  "The cluster was never formed: its 6 empty servers were stopped, and their empty files removed.";
/** On the one host: no packet to that port leaves it. */
const PROHIBIT = "ip rule add to 192.168.56.66 ipproto tcp dport 17003 prohibit";
const PROHIBIT_ALL = [17003, 17004, 17005]
  .map((port) => `ip rule add to 192.168.56.66 ipproto tcp dport ${port} prohibit`)
  .join("; ");
/** On the other: no answer from that port leaves it. */
const DROP = "ip rule add from 192.168.56.66 ipproto tcp sport 7004 blackhole";
/** The sshd takes commands and makes no connection for others. */
const FORBID_FORWARDING = "sed -i 's/^/no-port-forwarding /' /root/.ssh/authorized_keys";
