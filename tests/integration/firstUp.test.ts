import { afterEach, describe, expect, test } from "vitest";
import { succeed } from "../support/succeed";
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
    }
    expect(await cluster.on(HOST_A, "ls /root")).toBe("");
    await cluster.on(HOST_A, PROHIBIT.replace("add", "del"));
    await cluster.on(HOST_B, DROP.replace("add", "del"));
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
    expect(output).toContain(UNDONE);
    await expectNothingLeft();
    await cluster.on(HOST_A, PROHIBIT_ALL.replaceAll("add", "del"));
    await succeed(cluster.up());
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });
});

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

void until;
