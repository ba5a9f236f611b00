import { afterEach, describe, expect, test } from "vitest";
import { findProcesses } from "../support/processes";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

describe("a later up", () => {
  test("with a host down: it names the host and touches no other; once it is back all is repaired", async () => {
    cluster = await TestCluster.open({ name: "down-later" });
    await succeed(cluster.up());
    expect(await cluster.ask("192.168.56.66:7003", "SET", "name", "tom")).toBe("OK");
    const before = await cluster.pids(HOST_A);
    await cluster.lab.crash(HOST_B);
    const began = Date.now();
    const { code, output } = await cluster.up();
    expect(output).toMatch(
      /`up` will fail: no step fixes these problems\n {6}192\.168\.56\.66:700.* no answer: /,
    );
    expect(output).toMatch(
      /cluster-converge\):\n {4}error: exit status 1: running "converge":\n {4}Cannot reach root@192\.168\.56\.66 port 22 by SSH: /,
    );
    expect(code).toBe(255);
    expect(Date.now() - began).toBeLessThan(60_000);
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
    const first = cluster.up();
    await until("the first server", async () =>
      (await cluster.on(HOST_A, "pgrep -x redis-server || true")) === "" ? undefined : true,
    );
    const [cli] = findProcesses(/\/pulumi up .*unrecorded/);
    process.kill(cli ?? 0, "SIGKILL");
    await first;
    await until("the killed run's processes to end", () =>
      findProcesses(/pulumi-resource-command|pulumi-language/).length === 0 ? true : undefined,
    );
    await succeed(cluster.pulumi("cancel", "--yes"));
    // A destroy knows of no server, and leaves all of them.
    const destroyed = await cluster.destroy();
    expect(destroyed.output).toMatch(/192\.168\.56\.65-7000, interrupted while creating/);
    expect(destroyed.code, destroyed.output).toBe(0);
    // How many it was is a matter of moments; the first is among them.
    const made = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    expect(Object.keys(made[0] ?? {})).toContain("7000");

    const next = await cluster.up();
    expect(next.output).toContain("  16384 slots have no owner: 0-16383\n");
    expect(next.output).toContain("17 created");
    expect(next.code, next.output).toBe(0);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toMatchObject(made);
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
    expect(output).toContain("17 deleted");
    expect(code, output).toBe(0);
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
  });
});
