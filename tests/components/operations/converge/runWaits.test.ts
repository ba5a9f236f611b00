import { beforeEach, expect, test } from "vitest";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { Step } from "../../../../components/cluster/steps/step";
import type { Observer } from "../../../../components/operations/converge/ports";
import { RunWaits, stepsLeft } from "../../../../components/operations/converge/runWaits";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { FakeClock } from "../../../support/fakeClock";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const RECORD: [Step] = [{ kind: "record", node: at(7001) }];
const EPOCH: [Step] = [{ kind: "setEpoch", node: at(7001), epoch: 1 }];

let clock: FakeClock;
let cluster: SimulatedCluster;
/** Which observations were made, in order. */
let log: string[];
beforeEach(() => {
  clock = new FakeClock(500);
  cluster = formedCluster(EXAMPLE_TOPOLOGY);
  log = [];
});

function waits(): RunWaits {
  const observe = (kind: string) => async (): Promise<Observed> => {
    log.push(kind);
    return cluster.observe();
  };
  const observer: Observer = {
    observe: observe("all"),
    observeSome: async (_before, names) => {
      log.push(names.join(" "));
      return cluster.observe();
    },
    observeWithHosts: observe("hosts"),
    observeClosely: observe("closely"),
    members: () => [],
  };
  return new RunWaits(EXAMPLE_TOPOLOGY, { observer, clock });
}

test("untilDone() observes the nodes of the batch, and the hosts for what only they show", async () => {
  await waits().untilDone(EPOCH, new Map());
  await waits().untilDone(RECORD, new Map());
  expect(log).toEqual([at(7001), "closely"]);
});

test("untilDone() ends after 30 s", async () => {
  cluster.node(at(7001)).recorded = false;
  await waits().untilDone(RECORD, new Map());
  expect(clock.time).toBe(30_000);
});

test("untilDone() has less time after another wait, and all of it after an act that took long", async () => {
  cluster.node(at(7001)).recorded = false;
  const run = waits();
  await run.uncounted(() => clock.sleep(120_000));
  await clock.sleep(10_000);
  const began = clock.time;
  await run.untilDone(RECORD, new Map());
  expect(clock.time - began).toBe(20_000);
});

test("untilLinked() ends when nothing improves", async () => {
  cluster = freshCluster(EXAMPLE_TOPOLOGY);
  await waits().untilLinked(cluster.observe(), 2000);
  expect(clock.time).toBe(2000);
});

test("untilHealthy() returns a healthy cluster, all nodes observed at once", async () => {
  expect(await waits().untilHealthy(cluster.observe())).toEqual(cluster.observe());
  expect(log.at(-1)).toBe("all");
});

test("untilHealthy() names the problems after 30 s", async () => {
  cluster.node(at(7004)).linkUp = false;
  await expect(waits().untilHealthy(cluster.observe())).rejects.toThrow(
    /^Cannot converge: the cluster did not become healthy within 30 s\n {2}192\.168\.56\.66:7004 {2}replication link is down\n/,
  );
});

test("stepsLeft() has the steps of the batch that are still planned, on its nodes", () => {
  cluster.node(at(7001)).recorded = false;
  cluster.node(at(7005)).recorded = false;
  const state = { topology: EXAMPLE_TOPOLOGY, observed: cluster.observe() };
  expect(stepsLeft(RECORD, state)).toEqual(RECORD);
  expect(stepsLeft(EPOCH, state)).toEqual([]);
});

test("stepsLeft() of a meeting has all that are planned: links concern two nodes", () => {
  cluster = freshCluster(EXAMPLE_TOPOLOGY);
  const state = { topology: EXAMPLE_TOPOLOGY, observed: cluster.observe() };
  const meet: Step = { kind: "meet", node: at(7000), peers: [at(7001)] };
  expect(stepsLeft([meet], state)).toHaveLength(5);
});
