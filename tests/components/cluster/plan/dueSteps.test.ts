import { beforeEach, expect, test } from "vitest";
import { allowsUpkeep, dueSteps } from "../../../../components/cluster/plan/dueSteps";
import { plan } from "../../../../components/cluster/plan/plan";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { copy, load, type SimulatedCluster } from "../../../support/simulatedCluster";

let cluster: SimulatedCluster;
beforeEach(() => {
  cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.declared = "2";
});

function kindsDue(): string[] {
  return [...new Set(dueSteps(EXAMPLE_TOPOLOGY, cluster.observe()).map(({ kind }) => kind))];
}

test("all steps are due in a healthy cluster, and all in one that is being formed", () => {
  for (const one of [cluster, freshCluster(EXAMPLE_TOPOLOGY)]) {
    const observed = one.observe();
    expect(dueSteps(EXAMPLE_TOPOLOGY, observed)).toEqual(plan(EXAMPLE_TOPOLOGY, observed));
  }
  expect(kindsDue()).toEqual(["stageConf"]);
});

test("no step is due in a cluster that is not healthy, unless it only loads or copies", () => {
  cluster.node(at(7004)).linkUp = false;
  expect(kindsDue()).toEqual([]);
  copy(cluster.node(at(7004)), 100);
  expect(kindsDue()).toEqual(["stageConf"]);
  cluster.node(at(7000)).settings = FORMING_SETTINGS;
  expect(kindsDue()).toEqual([]);
});

test("only what concerns one node is due while a server loads, on the others", () => {
  load(cluster.node(at(7000)), 100);
  cluster.node(at(7001)).recorded = false;
  cluster.node(at(7001)).pidFile = false;
  expect(kindsDue()).toEqual(["writePidFile", "stageConf"]);
  const nodes = dueSteps(EXAMPLE_TOPOLOGY, cluster.observe()).map(({ node }) => node);
  expect(nodes).not.toContain(at(7000));
  expect(nodes).toContain(at(7004));
});

test("allowsUpkeep() is true while only data is on its way", () => {
  expect(allowsUpkeep(cluster.observe())).toBe(false);
  load(cluster.node(at(7004)), 100);
  expect(allowsUpkeep(cluster.observe())).toBe(true);
  cluster.node(at(7000)).settings = FORMING_SETTINGS;
  expect(allowsUpkeep(cluster.observe())).toBe(false);
});
