import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "example",
  });
});

afterAll(() => cluster?.end());

describe("the example", () => {
  test("preview shows the whole change and touches no host", async () => {
    const { code, output } = await cluster.preview();
    expect(code, output).toBe(0);
    expect(output).toContain("18 to create");
    expect(output).toContain("Plan: create a cluster of 6 nodes on 2 hosts\n");
    expect(output).toContain("1      0-5460       192.168.56.65:7000  192.168.56.66:7004\n");
    expect(output).toContain("2      5461-10922   192.168.56.66:7003  192.168.56.65:7002\n");
    expect(output).toContain("3      10923-16383  192.168.56.65:7001  192.168.56.66:7005\n");
    expect(await cluster.on(HOST_A, "ls /root")).toBe("");
  });

  test("up makes exactly the example's cluster", async () => {
    const { code, output } = await cluster.up();
    expect(output).toContain("18 created");
    expect(code, output).toBe(0);
    const nodes = await cluster.nodes();
    expect(nodes.map(({ port, role, primary, slots }) => [port, role, primary ?? slots])).toEqual([
      [7000, "primary", "0-5460"],
      [7004, "replica", "192.168.56.65:7000"],
      [7003, "primary", "5461-10922"],
      [7002, "replica", "192.168.56.66:7003"],
      [7001, "primary", "10923-16383"],
      [7005, "replica", "192.168.56.65:7001"],
    ]);
  });

  test("the conf starts with the example's eight directives", async () => {
    const conf = await cluster.on(HOST_A, "cat /root/conf/7001.conf");
    expect(conf).toBe(
      [
        "port 7001",
        "bind 192.168.56.65",
        "daemonize yes",
        "pidfile 7001.pid",
        "cluster-enabled yes",
        "cluster-config-file 7001_node.conf",
        "cluster-node-timeout 15000",
        "appendonly yes",
        "dir /root/conf/7001",
        "logfile /root/conf/7001.log",
        "protected-mode no",
        "repl-diskless-sync-delay 5",
        "cluster-replica-no-failover no",
        "cluster-migration-barrier 1000",
        "# user directives",
        "",
      ].join("\n"),
    );
    expect(await cluster.on(HOST_A, "stat -c %a /root/conf/7001.conf")).toBe("640\n");
  });

  test("a client is redirected as in the example", async () => {
    expect(await cluster.ask("192.168.56.65:7002", "SET", "name", "tom")).toBe(
      "MOVED 5798 192.168.56.66:7003",
    );
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("tom");
    expect(await cluster.ask("192.168.56.65:7000", "GET", "name")).toBe(
      "MOVED 5798 192.168.56.66:7003",
    );
  });

  test("up again changes nothing and restarts nothing", async () => {
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    expect(Object.keys(before[0] ?? {})).toEqual(["7000", "7001", "7002"]);
    const preview = await cluster.pulumi("preview", "--expect-no-changes");
    expect(preview.output).toContain("18 unchanged");
    expect(preview.code, preview.output).toBe(0);
    const { output } = await cluster.up();
    expect(output).toContain("18 unchanged");
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });

  test("the proof wrote no key that stays", async () => {
    expect(await cluster.ask("192.168.56.66:7003", "DBSIZE")).toBe("1");
    expect(await cluster.ask("192.168.56.65:7000", "DBSIZE")).toBe("0");
    expect(await cluster.ask("192.168.56.65:7001", "DBSIZE")).toBe("0");
  });

  test("destroy stops every server and keeps the data, up finds it again", async () => {
    const before = await cluster.nodes();
    const destroyed = await cluster.destroy();
    expect(destroyed.output).toContain("18 deleted");
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await cluster.on(HOST_B, "pgrep -x redis-server || echo none")).toBe("none\n");

    const preview = await cluster.preview();
    expect(preview.output).toContain("start 6 nodes");
    await succeed(cluster.up());
    expect((await cluster.nodes()).map(({ id }) => id).sort()).toEqual(
      before.map(({ id }) => id).sort(),
    );
    expect(await cluster.ask("192.168.56.66:7003", "GET", "name")).toBe("tom");
  });

  test("destroy with onDestroy delete leaves no file", async () => {
    await cluster.configure({ onDestroy: "delete" });
    await succeed(cluster.up());
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "ls -A /root")).toBe(".ssh\n");
    expect(await cluster.on(HOST_B, "ls -A /root")).toBe(".ssh\n");
  });
});
