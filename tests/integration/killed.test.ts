import { afterEach, describe, expect, test } from "vitest";
import { findProcesses } from "../support/processes";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const CONVERGE = /operations\/main\.ts converge/;

let cluster: TestCluster;

afterEach(() => cluster?.end());

/** Waits until the slots of the first node are given out, so that the formation is half done. */
async function halfFormed(): Promise<number> {
  return until("converge to give out the slots", async () => {
    const [pid] = findProcesses(CONVERGE);
    if (pid === undefined) return undefined;
    const info = await cluster.ask("192.168.56.65:7000", "CLUSTER", "INFO");
    return info.includes("cluster_slots_assigned:0") ? undefined : pid;
  });
}

describe("a first up killed half-way", () => {
  test("converge killed by SIGKILL: up fails, the next one finishes", async () => {
    cluster = await TestCluster.open({ name: "killed-converge" });
    const first = cluster.up();
    process.kill(await halfFormed(), "SIGKILL");
    const failed = await first;
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("cluster-converge");
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
    const first = cluster.up();
    await halfFormed();
    const [cli] = findProcesses(/\/pulumi up .*killed-pulumi/);
    process.kill(cli ?? 0, "SIGKILL");
    expect((await first).code).not.toBe(0);
    await until("the killed run's processes to end", () =>
      findProcesses(/main\.ts converge|pulumi-resource-command|pulumi-language/).length === 0
        ? true
        : undefined,
    );

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
