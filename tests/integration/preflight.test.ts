import { totalmem } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";

const HOST = "192.168.56.65";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "preflight",
    hosts: [{ address: HOST, ports: [7000, 7001, 7002] }],
    config: { replicas: 0 },
  });
});
afterAll(() => cluster?.end());

/** The names of the servers that run on the host. */
async function servers(): Promise<string> {
  return cluster.on(HOST, "pgrep -a redis-server || :");
}

describe("a host on which servers could not work", () => {
  test.each([
    [
      "ro",
      "size=100m,ro",
      /1 of 1 host cannot run these nodes\. Nothing was changed\.\n +192\.168\.56\.65 +\/root\/conf is not writable for the login user\. /,
    ],
    [
      "small",
      "size=8m",
      /192\.168\.56\.65 +the disk of \/root\/conf is nearly full: \d+ MiB free on \/root\/conf \(tmpfs\), 64 MiB needed/,
    ],
  ])("is rejected while its disk is %s, in preview too", async (_, options, reason) => {
    await cluster.on(HOST, `mkdir -p /root/conf && mount -t tmpfs -o ${options} tmpfs /root/conf`);
    try {
      for (const run of [await cluster.preview(), await cluster.up()]) {
        expect(run.code).not.toBe(0);
        expect(run.output).toMatch(reason);
      }
      expect(await servers()).toBe("");
    } finally {
      await cluster.on(HOST, "umount /root/conf");
    }
  });

  test("is refused while a disk that was writable is read-only", async () => {
    await cluster.on(HOST, "mount -t tmpfs -o size=100m tmpfs /root/conf");
    await cluster.on(HOST, "mkdir /root/conf/7000 && mount -o remount,ro /root/conf");
    try {
      const { output } = await cluster.up();
      expect(output).toMatch(
        /192\.168\.56\.65 +\/root\/conf is not writable for the login user\. /,
      );
      expect(await servers()).toBe("");
    } finally {
      await cluster.on(HOST, "umount /root/conf");
    }
  });

  test("is refused when it has memory for two of three servers, made at the same time", async () => {
    const maxmemory = String(Math.floor(totalmem() * 0.4));
    await cluster.configure({ directives: { maxmemory } });
    for (const run of [await cluster.preview(), await cluster.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toMatch(
        /maxmemory of its 3 servers adds up to \d+ MiB, and the host has \d+ MiB\./,
      );
    }
    expect(await servers()).toBe("");
    await cluster.configure({});
  });

  test("works once that is repaired; warnings come once for the host, and not in a preview", async () => {
    const warning = /192\.168\.56\.65: vm\.overcommit_memory is \d/g;
    const overcommit = await cluster.on(HOST, "cat /proc/sys/vm/overcommit_memory");
    const { code, output } = await cluster.up();
    expect(code, output).toBe(0);
    // Each message is shown as it comes, and at the end once more.
    const [, atTheEnd = ""] = output.split("Diagnostics:");
    expect(atTheEnd.match(warning) ?? []).toHaveLength(overcommit === "1\n" ? 0 : 1);
    expect((await cluster.preview()).output).not.toMatch(warning);
  });
});
