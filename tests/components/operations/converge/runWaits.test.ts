import { beforeEach, expect, test } from "vitest";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { Step } from "../../../../components/cluster/steps/step";
import type { Observer } from "../../../../components/operations/converge/ports";
import { RunWaits, stepsLeft } from "../../../../components/operations/converge/runWaits";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { FakeClock } from "../../../support/fakeClock";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { copy, load, type SimulatedCluster } from "../../../support/simulatedCluster";

/** Nothing else can be done. */
const never = (_seen: Observed) => false;

const RECORD: [Step] = [{ kind: "record", node: at(7001) }];
const EPOCH: [Step] = [{ kind: "setEpoch", node: at(7001), epoch: 1 }];

let clock: FakeClock;
let cluster: SimulatedCluster;
/** Which observations were made, in order. */
let log: string[];
/** The lines of progress. */
let said: string[];
beforeEach(() => {
  clock = new FakeClock(500);
  cluster = formedCluster(EXAMPLE_TOPOLOGY);
  log = [];
  said = [];
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
  return new RunWaits(EXAMPLE_TOPOLOGY, { observer, clock, say: (line) => said.push(line) });
}

test("untilDone() observes the nodes of the batch, and the hosts for what only they show", async () => {
  await waits().untilDone(EPOCH, new Map());
  await waits().untilDone(RECORD, new Map());
  expect(log).toEqual([at(7001), "closely"]);
});

test("untilDone() ends after 45 s without progress, however long the run has taken", async () => {
  cluster.node(at(7001)).recorded = false;
  const run = waits();
  await clock.sleep(120_000);
  await run.untilDone(RECORD, new Map());
  expect(clock.time).toBe(165_000);
});

test("untilLinked() ends when nothing improves", async () => {
  cluster = freshCluster(EXAMPLE_TOPOLOGY);
  await waits().untilLinked(cluster.observe(), 2000);
  expect(clock.time).toBe(2000);
});

test("untilHealthy() returns a healthy cluster, all nodes observed at once", async () => {
  expect(await waits().untilHealthy(cluster.observe(), never)).toEqual(cluster.observe());
  expect(log.at(-1)).toBe("all");
  expect(said).toEqual([]);
});

test("untilHealthy() says every 3 s what it waits for, and names it after 45 s", async () => {
  cluster.node(at(7004)).linkUp = false;
  await expect(waits().untilHealthy(cluster.observe(), never)).rejects.toThrow(
    /^Cannot converge: the cluster is not healthy, and nothing progressed for 45 s\n {2}192\.168\.56\.66:7004 {2}replication link is down\n/,
  );
  expect(clock.time).toBe(45_000);
  expect(said).toEqual(Array(15).fill("waiting: 192.168.56.66:7004  replication link is down"));
});

test("untilHealthy() waits for a copy as long as it progresses, and says how far it is", async () => {
  copy(cluster.node(at(7004)), 2_900_000_000);
  const run = waits();
  await run.untilHealthy(cluster.observe(), (seen) => {
    cluster.move(5_000_000);
    return never(seen);
  });
  // 580 observations of all nodes that are not ready, one every 500 ms.
  expect(clock.time).toBeGreaterThan(280_000);
  expect(said.length).toBeGreaterThan(80);
  expect(said[0]).toBe("copying: 192.168.56.66:7004, 1 % (0.0 of 2.9 GB), about 5 min left");
  expect(said[40]).toMatch(
    /^copying: 192\.168\.56\.66:7004, 4\d % \(1\.\d of 2\.9 GB\), about 3 min left$/,
  );
});

test("untilHealthy() ends 45 s after a load has stopped to progress, and says where it stood", async () => {
  load(cluster.node(at(7004)), 100);
  load(cluster.node(at(7005)), 100);
  const stuck = waits().untilHealthy(cluster.observe(), (seen) => {
    if (clock.time < 20_000) cluster.move(1);
    return never(seen);
  });
  await expect(stuck).rejects.toThrow(
    /^Cannot converge: the cluster is not healthy, and nothing progressed for 45 s\n {2}192\.168\.56\.66:7004, 7005 {2}loading its data, (\d+) %\n/,
  );
  expect(clock.time).toBeGreaterThan(60_000);
  expect(clock.time).toBeLessThan(70_000);
  expect(said.at(-1)).toMatch(
    /^loading: 2 nodes, \d+ % \(\d+ of 200 bytes\), about \d+ (s|min) left$/,
  );
});

test("untilHealthy() does not wait for ever for a copy that begins again and again", async () => {
  const replica = cluster.node(at(7004));
  copy(replica, 1000);
  const endless = waits().untilHealthy(cluster.observe(), (seen) => {
    cluster.move(100);
    if (!replica.linkUp && (replica.transfer?.bytes ?? 0) >= 900) copy(replica, 1000);
    return never(seen);
  });
  await expect(endless).rejects.toThrow(
    "\n192.168.56.66:7004: the transfer of data began again and again.",
  );
  expect(clock.time).toBeLessThan(120_000);
});

test("untilHealthy() ends early if something else can be done", async () => {
  cluster.node(at(7004)).linkUp = false;
  const seen = await waits().untilHealthy(cluster.observe(), () => true);
  expect(seen).toEqual(cluster.observe());
  expect(clock.time).toBeLessThan(2000);
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
