import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { CONVERGE, freshNodes, runConverge, runSpec } from "../support/bareNodes";
import { FOUR_SHARDS } from "../support/grownCluster";
import { History } from "../support/history/history";
import { expectLinearizable } from "../support/history/judge";
import { writeKeys } from "../support/keys";
import { fractions, SEED } from "../support/moments";
import { TestCluster } from "../support/testCluster";
import { Writer } from "../support/writer";

const NODES = FOUR_SHARDS.hosts.flatMap(({ address, ports }) =>
  ports.map((port) => `${address}:${port}`),
);
const HEALTHY =
  /Cluster healthy: 8 of 8 nodes answer, 16384 slots served, every replica in sync\.\n$/;
/** ms that the moves take without keys on two cores, about. */
const WHOLE = 1500;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "killed-moves",
    hosts: FOUR_SHARDS.hosts.map(({ address, ports }) => ({ address, ports: [...ports] })),
  });
});
afterAll(() => cluster?.end());

describe(`moves of slots killed at random moments, TEST_SEED=${SEED}`, () => {
  test.each(fractions(SEED, 4))("after %f of their time: the next run finishes", async (moment) => {
    await freshNodes(cluster, FOUR_SHARDS);
    expect((await runConverge(cluster)).exitCode).toBe(0);
    await writeKeys(cluster);
    const writer = Writer.start(NODES.slice(0, 3));
    onTestFinished(() => writer.stop());
    const history = History.start(NODES.slice(0, 3));
    onTestFinished(() => history.stop());
    await killedInMoves(moment * WHOLE);
    const open = await openSlots();

    const again = await runConverge(cluster, {}, FOUR_SHARDS);
    expect(again.stderr, `${open} open slots`).toMatch(HEALTHY);
    expect(again.exitCode).toBe(0);
    expect(await openSlots()).toBe(0);
    await expectLinearizable(history);
    const { acknowledged, failed, lost } = await writer.end();
    expect(acknowledged).toBeGreaterThan(0);
    expect({ failed, lost }).toEqual({ failed: [], lost: [] });
  });
});

describe("a server that is killed while slots move", () => {
  test.each([
    ["a source", "192.168.56.65", 7000],
    ["the target", "192.168.56.66", 7007],
    ["the target's replica", "192.168.56.65", 7006],
    ["a source's replica", "192.168.56.66", 7004],
  ])("%s: the next run starts it and finishes", async (_, host, port) => {
    await freshNodes(cluster, FOUR_SHARDS);
    expect((await runConverge(cluster)).exitCode).toBe(0);
    await writeKeys(cluster);
    const writer = Writer.start(NODES.slice(0, 3));
    onTestFinished(() => writer.stop());
    await inMoves(WHOLE / 4, async () => {
      await cluster.on(host, `kill -KILL "$(cat /root/conf/${port}/${port}.pid)"`);
    });

    const again = await runConverge(cluster, {}, FOUR_SHARDS);
    expect(again.stderr).toMatch(HEALTHY);
    expect(again.exitCode).toBe(0);
    expect(await openSlots()).toBe(0);
    // A write to a server that does not run may fail, but none is forgotten.
    const { acknowledged, lost } = await writer.end();
    expect(acknowledged).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });
});

/** Runs converge and kills it that many ms after it began to move slots, if it has not ended before. */
async function killedInMoves(ms: number): Promise<void> {
  await inMoves(ms, async (child) => {
    child.kill("SIGKILL");
  });
}

/** Runs converge to its end, and acts that many ms after it began to move slots. */
async function inMoves(ms: number, act: (child: ChildProcess) => Promise<void>): Promise<void> {
  const [program, ...args] = CONVERGE;
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  const ended = once(child, "exit");
  child.stdin.end(JSON.stringify(runSpec(cluster, FOUR_SHARDS)));
  let acted: Promise<void> | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("record that slots are being moved")) {
      acted = new Promise((resolve) => setTimeout(resolve, ms)).then(() => act(child));
    }
  }
  await ended;
  await acted;
}

/** How many ends of slots are open. */
async function openSlots(): Promise<number> {
  const views = await Promise.all(NODES.map((node) => cluster.ask(node, "CLUSTER", "NODES")));
  return views.flatMap((view) => view.match(/\[\d+-[<>]-/g) ?? []).length;
}
