import { afterEach, describe, expect, test } from "vitest";
import { foregroundUp } from "../support/foregroundUp";
import { holdUp } from "../support/heldUp";
import { nothingGoesOn } from "../support/nothingGoesOn";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

describe("Ctrl-C while converge is at work", () => {
  test("once: Pulumi ends in order, and the next up finishes", async () => {
    cluster = await TestCluster.open({ name: "ctrl-c" });
    const held = await holdUp(cluster);
    const up = await foregroundUp(cluster.stack);
    await held.atWork();
    up.interrupt();
    const { code, output } = await up.ended;
    expect(output).toContain("^C received; cancelling.");
    expect(output).toMatch(
      /cluster-bootstrap-converge \*\*creating failed\*\* error: signal: killed/,
    );
    expect(code).toBe(255);
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    await held.letGo();

    await succeed(cluster.up());
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });

  test("twice: Pulumi ends at once, and the next up finishes", async () => {
    cluster = await TestCluster.open({ name: "ctrl-c-twice" });
    const held = await holdUp(cluster);
    const up = await foregroundUp(cluster.stack);
    await held.atWork();
    up.interrupt();
    await until("Pulumi to hear the first", () =>
      up.output().includes("^C received") ? true : undefined,
    );
    up.interrupt();
    const { code, output } = await up.ended;
    expect(output).toContain("^C received; cancelling.");
    expect(code).toBe(255);
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    await held.letGo();
    await succeed(cluster.up());
  });
});
