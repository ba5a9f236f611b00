import { afterEach, describe, expect, test } from "vitest";
import { at } from "../support/example";
import { holdStarts } from "../support/heldStarts";
import { untilCopied } from "../support/keys";
import { nothingGoesOn } from "../support/nothingGoesOn";
import { killOne } from "../support/processes";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

describe("a later up", () => {
  test("with a host down: it names the host and touches no other; once it is back all is repaired", async () => {
    cluster = await TestCluster.open({ name: "down-later" });
    await succeed(cluster.up());
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    await untilCopied("192.168.56.65:7002", 1);
    const before = await cluster.pids(HOST_A);
    await cluster.lab.crash(HOST_B);
    const { code, output } = await cluster.up();
    expect(output).toMatch(
      /`up` will fail: no step fixes these problems\n {6}192\.168\.56\.66:700.* no answer: /,
    );
    expect(output).toMatch(
      /cluster-bootstrap-converge\):\n {4}error: exit status 1: running "converge":\n {4}Cannot reach root@192\.168\.56\.66 port 22 by SSH: /,
    );
    expect(code).toBe(255);
    expect(await cluster.pids(HOST_A)).toEqual(before);

    await cluster.lab.start(HOST_B);
    const back = await cluster.up();
    expect(back.output).toContain("  start 192.168.56.66:7003, 7004, 7005\n");
    expect(back.code, back.output).toBe(0);
    expect(await cluster.pids(HOST_A)).toEqual(before);
    // A replica may have taken the lead meanwhile.
    const get = "redis-cli -c -h 192.168.56.65 -p 7000 GET name";
    expect(await cluster.on(HOST_A, get)).toBe("tom\n");
  });

  test("after Pulumi was killed while it made the nodes: names what it never recorded", async () => {
    cluster = await TestCluster.open({ name: "unrecorded" });
    const held = await holdStarts(cluster, [HOST_A, HOST_B]);
    // All nodes at once, on a machine of one core, too.
    const first = cluster.pulumi("up", "--yes", "--skip-preview", "--parallel", "16");
    await held.running(3);
    killOne(/\/pulumi up .*unrecorded/);
    await first;
    await held.letGo();
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    const made = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    expect(made.map((pids) => Object.keys(pids))).toEqual([
      ["7000", "7001", "7002"],
      ["7003", "7004", "7005"],
    ]);
    await succeed(cluster.pulumi("cancel", "--yes"));
    // The state knows of no node. The claim stops them all the same, and keeps their data.
    const destroyed = await cluster.destroy();
    const named = [...destroyed.output.matchAll(/([^:\s]+), interrupted while creating/g)];
    expect(new Set(named.map(([, name]) => name))).toEqual(
      new Set(
        [7000, 7001, 7002, 7003, 7004, 7005].map((port) => `cluster-${at(port).replace(":", "-")}`),
      ),
    );
    expect(destroyed.code, destroyed.output).toBe(0);
    for (const host of [HOST_A, HOST_B]) {
      expect(await cluster.on(host, "pgrep -x redis-server || echo none")).toBe("none\n");
    }

    const next = await cluster.up();
    expect(next.output).toContain("18 created");
    expect(next.code, next.output).toBe(0);
    const last = await cluster.destroy();
    expect(last.code, last.output).toBe(0);
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await cluster.on(HOST_B, "pgrep -x redis-server || echo none")).toBe("none\n");
  });

  test("with a host that was set up anew: destroy stops the others and ends", async () => {
    cluster = await TestCluster.open({ name: "set-up-anew" });
    await succeed(cluster.up());
    await cluster.lab.crash(HOST_B);
    await cluster.lab.start(HOST_B);
    await cluster.on(HOST_B, "rm -rf /root/conf");
    const { code, output } = await cluster.destroy();
    expect(output).toContain("18 deleted");
    expect(code, output).toBe(0);
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
  });
});
