import { afterEach, describe, expect, test } from "vitest";
import { holdUp } from "../support/heldUp";
import { nothingGoesOn } from "../support/nothingGoesOn";
import { CONVERGE, killOne } from "../support/processes";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

describe("a first up killed half-way", () => {
  test("converge killed by SIGKILL: up fails, the next one finishes", async () => {
    cluster = await TestCluster.open({ name: "killed-converge" });
    const held = await holdUp(cluster);
    const first = cluster.up();
    await held.atWork();
    killOne(CONVERGE);
    const failed = await first;
    await held.letGo();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("cluster-bootstrap-converge");
    const pids = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];

    const second = await cluster.up();
    expect(second.output).toContain("Problems\n");
    expect(second.code, second.output).toBe(0);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(pids);
    for (const node of ["192.168.56.65:7000", "192.168.56.66:7005"]) {
      expect(await cluster.ask(node, "CONFIG", "GET", "cluster-node-timeout")).toBe(
        "cluster-node-timeout,15000",
      );
    }
    await succeed(cluster.pulumi("preview", "--expect-no-changes"));
  });

  test("Pulumi killed by SIGKILL: cancel, up, destroy", async () => {
    cluster = await TestCluster.open({ name: "killed-pulumi" });
    const held = await holdUp(cluster);
    const first = cluster.up();
    await held.atWork();
    killOne(/\/pulumi up .*killed-pulumi/);
    expect((await first).code).not.toBe(0);
    await held.letGo();
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);

    const locked = await cluster.up();
    expect(locked.code).not.toBe(0);
    expect(locked.output).toContain("pulumi cancel");
    await succeed(cluster.pulumi("cancel", "--yes"));

    await succeed(cluster.up());
    expect((await cluster.nodes()).length).toBe(6);
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await cluster.on(HOST_B, "pgrep -x redis-server || echo none")).toBe("none\n");
  });
});
