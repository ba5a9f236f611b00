import { afterEach, describe, expect, test } from "vitest";
import { UP_BEFORE_DESTROY } from "../../components/text/cures/runCures";
import type { LocalStack } from "../../tools/demo/localStack";
import { expectCure } from "../support/expectCure";
import { holdUp } from "../support/heldUp";
import { nothingGoesOn } from "../support/nothingGoesOn";
import { convergeRuns } from "../support/processes";
import { succeed } from "../support/succeed";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const HOLDER =
  /another run holds (the lock )?\/root\/conf\/\.lock: root@\S+, process \d+, since \S+Z\. Wait until it has ended, then try again/;
/** The same where the other run has not written its name down: node scripts, or one that just took the lock. */
const NAMELESS =
  /another run holds (the lock )?\/root\/conf\/\.lock: (a node is being worked on)?\. Wait until it has ended/;
const DESTROY = ["destroy", "--yes", "--skip-preview", "--color", "never"];
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

/** Runs up on both states: each succeeds, and the second restarts nothing. */
async function expectBothToFinish(): Promise<void> {
  await succeed(cluster.up());
  const before = await pids();
  await succeed(other.run(UP));
  await succeed(cluster.up());
  expect(await pids()).toEqual(before);
}

/** Waits until some converge holds the first host's lock; before it the claim held it for a moment. */
async function locked(): Promise<void> {
  await until("a converge to hold the lock", async () => {
    const isAtWork = convergeRuns();
    const holder = await cluster.on(HOST_A, "cat /root/conf/.lock 2>/dev/null || true");
    return isAtWork && holder !== "" ? true : undefined;
  });
}

describe("two states on the same hosts", () => {
  test("a first up while another one is at work: it names who holds the lock, the other makes the cluster", async () => {
    await openTwo("two-ups");
    const held = await holdUp(cluster);
    const first = cluster.up();
    await held.atWork();
    const second = await other.run(UP);
    expect(second.output).toMatch(HOLDER);
    expect(second.code).toBe(255);
    await held.letGo();
    const { code, output } = await first;
    expect(code, output).toBe(0);
    await expectBothToFinish();
  });

  test("two first ups at once: at most one makes the cluster, and who does not says what it met", async () => {
    await openTwo("at-once");
    const held = await holdUp(cluster);
    const ups = [cluster.up(), other.run(UP)];
    // The run that holds all locks waits, so the first to end was turned away.
    await Promise.race(ups);
    await held.letGo();
    const results = await Promise.all(ups);
    const refused = results.filter(({ code }) => code !== 0);
    // Each may meet the other on one host: then nobody makes it, and the next one does.
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const { code, output } of refused) {
      expect(output).toMatch(new RegExp(`${HOLDER.source}|${NAMELESS.source}`));
      expect(code).toBe(255);
    }
    await nothingGoesOn(cluster, [HOST_A, HOST_B]);
    await expectBothToFinish();
  });

  test("destroy during an up: destroy names who holds the lock and stops nothing", async () => {
    await openTwo("destroy-during-up");
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

    const outdated = await cluster.destroy();
    expect(outdated.output).toContain("Warning: nothing was stopped. A newer claim manages");
    expectCure(outdated.output, UP_BEFORE_DESTROY);
    expect(await pids()).toEqual(before);
    await succeed(cluster.up());
    expect(await pids()).toEqual(before);
    await succeed(cluster.destroy());
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");
    expect(await other.run(DESTROY)).toMatchObject({ code: 0 });
  });

  test("up during a destroy: up says what it waited for, and brings all back afterwards", async () => {
    await openTwo("up-during-destroy");
    for (const up of [await cluster.up(), await other.run(UP)]) expect(up.code, up.output).toBe(0);
    const { 7000: pid } = await cluster.pids(HOST_A);
    await cluster.on(HOST_A, `kill -STOP ${pid}`);
    const destroy = other.run(DESTROY);
    await until("the other servers to end", async () =>
      (await cluster.on(HOST_B, "pgrep -x redis-server || echo none")) === "none\n"
        ? true
        : undefined,
    );
    const during = await cluster.up();
    await cluster.on(HOST_A, `kill -CONT ${pid}`);
    const destroyed = await destroy;
    expect(during.output).toMatch(HOLDER);
    expect(during.code).toBe(255);
    expect(destroyed.output).toContain("18 deleted");
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(await cluster.on(HOST_A, "pgrep -x redis-server || echo none")).toBe("none\n");

    await succeed(cluster.up());
  });
});
