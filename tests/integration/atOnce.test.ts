import { afterEach, describe, expect, test } from "vitest";
import type { LocalStack } from "../../tools/demo/localStack";
import { holdUp } from "../support/heldUp";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOLDER =
  /another run holds (the lock )?\/root\/conf\/\.lock: root@\S+, process \d+, since \S+Z\. Wait until it has ended, then try again/;
const UP = ["up", "--yes", "--skip-preview", "--color", "never"];

let cluster: TestCluster;
let other: LocalStack;

afterEach(() => cluster?.end());

async function openTwo(name: string): Promise<void> {
  cluster = await TestCluster.open({
    name,
  });
  other = await cluster.otherState();
}

async function pids(): Promise<Record<string, string>[]> {
  return [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
}

/** Waits until some converge holds the first host's lock. */
async function locked(): Promise<void> {
  await until("a converge to hold the lock", async () =>
    (await cluster.on(HOST_A, "cat /root/conf/.lock 2>/dev/null || true")) === ""
      ? undefined
      : true,
  );
}

// Up to six runs of Pulumi in one test.
describe("two states on the same hosts", { timeout: 180_000 }, () => {
  test("two first ups at once: one makes the cluster, the other names who holds the lock", async () => {
    await openTwo("two-ups");
    const held = await holdUp(cluster);
    const ups = [cluster.up(), other.run(UP)];
    const loser = await Promise.race(ups);
    await held.letGo();
    const results = await Promise.all(ups);
    const winner = results.find((result) => result !== loser);
    expect(loser.output).toMatch(HOLDER);
    expect(loser.code).toBe(255);
    expect(winner?.code, winner?.output).toBe(0);
    const before = await pids();

    for (const again of [await cluster.up(), await other.run(UP)])
      expect(again.code, again.output).toBe(0);
    expect(await pids()).toEqual(before);
  });

  test("destroy beside an up: destroy names who holds the lock and stops nothing", async () => {
    await openTwo("destroy-beside");
    await succeed(cluster.up());
    const before = await pids();
    const held = await holdUp(cluster);
    await cluster.ask("192.168.56.66:7003", "CLIENT", "KILL", "TYPE", "replica");
    const up = other.run(UP);
    await locked();
    const destroy = await cluster.destroy();
    expect(destroy.output).toMatch(HOLDER);
    expect(destroy.code).toBe(255);
    expect(await pids()).toEqual(before);
    await held.letGo();
    expect((await up).code).toBe(0);

    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
  });

  test("up beside a destroy: up says what it waited for, and brings all back afterwards", async () => {
    await openTwo("up-beside");
    for (const up of [await cluster.up(), await other.run(UP)]) expect(up.code, up.output).toBe(0);
    const { 7000: pid } = await cluster.pids(HOST_A);
    await cluster.on(HOST_A, `kill -STOP ${pid}`);
    const destroy = cluster.destroy();
    await until("the other servers to end", async () =>
      (await cluster.on(HOST_B, "pgrep -x redis-server || echo none")) === "none\n"
        ? true
        : undefined,
    );
    const beside = await other.run(UP);
    await cluster.on(HOST_A, `kill -CONT ${pid}`);
    const destroyed = await destroy;
    expect(beside.output).toContain(
      "Cannot lock 192.168.56.65: a node script is running there. Wait until it has ended, then try again",
    );
    expect(beside.code).toBe(255);
    expect(destroyed.output).toContain("17 deleted");
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");

    await succeed(other.run(UP));
  });
});
