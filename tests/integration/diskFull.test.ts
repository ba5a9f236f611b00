import { afterEach, describe, expect, test } from "vitest";
import { holdUp } from "../support/heldUp";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

let cluster: TestCluster;

afterEach(() => cluster?.end());

/** The example, the second host's directory on a small disk. */
async function openSmall(name: string): Promise<void> {
  cluster = await TestCluster.open({
    name,
  });
  await cluster.on(HOST_B, "mkdir /root/conf && mount -t tmpfs -o size=100m small /root/conf");
}

function fill(): Promise<string> {
  return cluster.on(HOST_B, "! dd if=/dev/zero of=/root/conf/fill bs=4k 2>/dev/null");
}

describe("a full disk", () => {
  test("before the first up: it is named, and once there is space the next up finishes", async () => {
    await openSmall("full-before");
    await fill();
    const { code, output } = await cluster.up();
    expect(output).toContain(
      "192.168.56.66  the disk of /root/conf is nearly full: 0 MiB free on /root/conf (small), 64 MiB needed. Free some space, or choose another directory",
    );
    expect(code).toBe(255);
    await cluster.on(HOST_B, "rm /root/conf/fill");
    await succeed(cluster.up());
  });

  test("while converge has the locks: it is named, and once there is space the next up finishes", async () => {
    await openSmall("full-amid");
    const held = await holdUp(cluster);
    const up = cluster.up();
    await held.atWork();
    await fill();
    await held.letGo();
    const { code, output } = await up;
    expect(output).toMatch(
      /Cannot record owner and members on 192\.168\.56\.66: .*Cannot write \/root\/conf\/cluster\.json: I\/O error\. 0 MiB free on \/root\/conf \(small\)\n/,
    );
    expect(code).toBe(255);
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];

    await cluster.on(HOST_B, "rm /root/conf/fill");
    await succeed(cluster.up());
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
  });
});
