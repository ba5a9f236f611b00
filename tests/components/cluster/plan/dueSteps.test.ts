import { beforeEach, describe, expect, test } from "vitest";
import { allowsUpkeep, dueSteps } from "../../../../components/cluster/plan/dueSteps";
import { plan } from "../../../../components/cluster/plan/plan";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
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

describe("a cluster with a node more than declared", () => {
  const OLD = at(7000);
  const NEW = "192.168.56.65:7100";
  const REPLACED: ClusterSpec = {
    ...EXAMPLE,
    hosts: EXAMPLE.hosts.map((host, index) =>
      index === 0 ? { ...host, ports: [7100, 7001, 7002] } : host,
    ),
  };

  /** The kinds of the steps that are due for a spec. */
  function kindsFor(grown: SimulatedCluster, spec: ClusterSpec): string[] {
    const observed = grown.observe();
    return [
      ...new Set(dueSteps(targetOf(spec, observed).topology, observed).map(({ kind }) => kind)),
    ];
  }

  /** Does all steps that are due. */
  function work(grown: SimulatedCluster, spec: ClusterSpec): void {
    const observed = grown.observe();
    for (const step of dueSteps(targetOf(spec, observed).topology, observed)) grown.apply(step);
  }

  test("loses it when nothing else is left to do", () => {
    const grown = grownCluster(EXAMPLE, REPLACED, { runs: true });
    expect(kindsFor(grown, REPLACED)).toEqual([
      "setEpoch",
      "meet",
      "replicate",
      "record",
      "failOver",
    ]);
    work(grown, REPLACED);
    expect(kindsFor(grown, REPLACED)).toEqual(["forgetLeaving", "remove"]);
    work(grown, REPLACED);
    expect(kindsFor(grown, REPLACED)).toEqual(["record"]);
    work(grown, REPLACED);
    expect(kindsFor(grown, REPLACED)).toEqual([]);
  });

  test("has no failover before the heir has the data", () => {
    const grown = grownCluster(EXAMPLE, REPLACED, { runs: true });
    grown.node(at(7004)).linkUp = false;
    expect(kindsFor(grown, REPLACED)).not.toContain("failOver");
    expect(kindsFor(grown, REPLACED)).toContain("replicate");
    grown.node(at(7004)).linkUp = true;
    grown.node(OLD).keys = 7;
    work(grown, REPLACED);
    expect(grown.node(at(7004)).slots).toEqual([{ start: 0, end: 5460 }]);
    expect(grown.node(NEW).primary).toBe(at(7004));
  });

  test("keeps the primary of a shard that ends from another shard until its slots have moved", () => {
    const grown = grownCluster(FOUR_SHARDS, EXAMPLE);
    expect(kindsFor(grown, EXAMPLE)).toEqual(["record", "moveSlots"]);
    work(grown, EXAMPLE);
    expect(kindsFor(grown, EXAMPLE)).toEqual(["replicate", "record"]);
  });
});

test("allowsUpkeep() is true while only data is on its way", () => {
  expect(allowsUpkeep(cluster.observe())).toBe(false);
  load(cluster.node(at(7004)), 100);
  expect(allowsUpkeep(cluster.observe())).toBe(true);
  cluster.node(at(7000)).settings = FORMING_SETTINGS;
  expect(allowsUpkeep(cluster.observe())).toBe(false);
});
