import { expect, test } from "vitest";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { DECLARED_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { memberNames } from "../../../../components/cluster/spec/topology";
import { freshCluster } from "../../../support/formedCluster";
import { topologyOf } from "../../../support/manyNodes";
import type { SimulatedCluster } from "../../../support/simulatedCluster";
import { type Faults, SimulatedRun } from "../../../support/simulatedRun";

const TOPOLOGY = topologyOf(200);
/** Nodes that a node learns of by gossip until the next observation. */
const LEARNED = 20;
/** ms between two observations. */
const INTERVAL = 1000;

/** A run in which nodes learn of others by gossip while it waits. */
function runOn(cluster: SimulatedCluster, faults: Faults = {}, learned = LEARNED): SimulatedRun {
  const run = new SimulatedRun(TOPOLOGY, cluster, faults);
  run.clock.sleep = async () => {
    run.clock.time += INTERVAL;
    cluster.gossipOnce(learned);
  };
  return run;
}

function failureOf(run: SimulatedRun): Promise<string> {
  return run.converge().then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

test("200 nodes form by few meetings and gossip, all linked before the first replica", async () => {
  const cluster = freshCluster(TOPOLOGY);
  const nodes = [...cluster.nodes.values()];
  let most = 0;
  const timeouts = new Set<number | undefined>();
  const run = runOn(cluster, {
    refuses: (step) => {
      if (step.kind === "meet") most = Math.max(most, step.peers.length);
      if (step.kind === "setTimeouts" && step.settings === "forming")
        timeouts.add(step.nodeTimeout);
      const isEarly = step.kind === "replicate" && nodes.some(({ knows }) => knows.size < 199);
      return isEarly ? "not all nodes are linked" : undefined;
    },
  });
  await run.converge();
  expect(most).toBe(8);
  expect([...timeouts]).toEqual([3400]);
  expect(run.said.map((line) => line.replace(/: \d+ ms$/, ""))).toEqual([
    "set a unique config epoch on each of 200 nodes",
    "assign slots to 100 primaries",
    "make 200 nodes meet each other",
    "shorten the node timeout of 200 nodes while the cluster forms",
    "make 100 nodes replicas of their primaries",
    "restore the declared node timeout of 200 nodes",
    "record owner and members on 10.0.0.1, 10.0.0.2",
    "Cluster healthy: 200 of 200 nodes answer, 16384 slots served, every replica in sync.",
  ]);
  const observed = cluster.observe();
  expect(clusterProblems(TOPOLOGY, observed)).toEqual([]);
  expect(plan(TOPOLOGY, observed)).toEqual([]);
  for (const { settings } of nodes) expect(settings).toEqual(DECLARED_SETTINGS);
});

test("a run waits for gossip as long as it goes on, and longer than a MEET may take", async () => {
  const cluster = freshCluster(TOPOLOGY);
  const run = runOn(cluster, {}, 5);
  await run.converge();
  expect(run.clock.time).toBeGreaterThan(10_000);
  expect(clusterProblems(TOPOLOGY, cluster.observe())).toEqual([]);
});

test("a node that gossip leaves out meets the others", async () => {
  const cluster = freshCluster(TOPOLOGY);
  const lost = memberNames(TOPOLOGY)[100] ?? "";
  const run = runOn(cluster, {
    ignores: (step) =>
      run.clock.time < 5000 &&
      step.kind === "meet" &&
      (step.node === lost || step.peers.includes(lost)),
  });
  await run.converge();
  expect(clusterProblems(TOPOLOGY, cluster.observe())).toEqual([]);
});

test("an error of many nodes has few and short lines", async () => {
  const kinds = ["setTimeouts", "setEpoch", "assignSlots", "meet", "replicate"];
  for (const kind of kinds) {
    const refuses: Faults["refuses"] = (step) =>
      step.kind === kind ? "the server did not reply in time" : undefined;
    expectShort(await failureOf(runOn(freshCluster(TOPOLOGY), { refuses })));
  }
  for (const kind of ["setEpoch", "meet"]) {
    const ignores: Faults["ignores"] = (step) => step.kind === kind;
    expectShort(await failureOf(runOn(freshCluster(TOPOLOGY), { ignores })));
  }
});

function expectShort(text: string): void {
  const lines = text.split("\n");
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.length).toBeLessThan(16);
  expect(Math.max(...lines.map((line) => line.length)), text).toBeLessThan(200);
}
