import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONVERGE, freshNodes, runConverge, runSpec } from "../support/bareNodes";
import { at } from "../support/example";
import { fractions, SEED } from "../support/moments";
import { TestCluster } from "../support/testCluster";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";

const MOMENTS = fractions(SEED, 8);

let cluster: TestCluster;
/** How long a run takes that nobody kills, in ms. */
let whole: number;

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "killed-anytime",
  });
  await freshNodes(cluster);
  const began = Date.now();
  expect((await runConverge(cluster)).exitCode).toBe(0);
  whole = Date.now() - began;
});

afterAll(() => cluster?.end());

describe(`a first converge killed at random moments, TEST_SEED=${SEED}`, () => {
  test.each(MOMENTS)("after %f of its time: the next one finishes", async (moment) => {
    await freshNodes(cluster);
    const before = [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
    await killedAfter(moment * whole);

    const again = await runConverge(cluster);
    expect(again.stderr).toMatch(
      /Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync\.\n$/,
    );
    expect(again.exitCode).toBe(0);
    expect([await cluster.pids(HOST_A), await cluster.pids(HOST_B)]).toEqual(before);
    for (const port of [7000, 7001, 7002, 7003, 7004, 7005]) {
      expect(await cluster.ask(at(port), "CONFIG", "GET", "cluster-node-timeout")).toBe(
        "cluster-node-timeout,15000",
      );
    }
    const rerun = await runConverge(cluster);
    expect(rerun).toMatchObject({ exitCode: 0, stdout: again.stdout });
  });
});

/** Runs converge and kills it after that many ms, if it has not ended before. */
async function killedAfter(ms: number): Promise<void> {
  const [program, ...args] = CONVERGE;
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(child, "exit");
  child.stdin?.end(JSON.stringify(runSpec(cluster)));
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  await ended;
  clearTimeout(timer);
}
