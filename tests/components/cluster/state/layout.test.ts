import { describe, expect, test } from "vitest";
import { layoutOf, membersIn } from "../../../../components/cluster/state/layout";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const FORMED = [
  [7000, 7004],
  [7003, 7002],
  [7001, 7005],
].map((ports) => ports.map(at));

function found(cluster: SimulatedCluster): string[][] {
  return layoutOf(cluster.observe()).shards.map(membersIn);
}

function changed(change: (cluster: SimulatedCluster) => void): SimulatedCluster {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  change(cluster);
  return cluster;
}

describe("layoutOf()", () => {
  test("is empty for fresh nodes", () => {
    expect(found(freshCluster(EXAMPLE_TOPOLOGY))).toEqual([]);
  });

  test("puts the owner of slots first", () => {
    expect(found(formedCluster(EXAMPLE_TOPOLOGY))).toEqual(FORMED);
    expect(found(changed((cluster) => cluster.failOver(at(7004))))[0]).toEqual([
      at(7004),
      at(7000),
    ]);
  });

  test("is the same while nodes are down, and while all are", () => {
    const down = changed((cluster) => {
      for (const port of [7000, 7002]) cluster.node(at(port)).runs = false;
    });
    expect(found(down)).toEqual(FORMED);
    for (const node of down.nodes.values()) node.runs = false;
    expect(found(down)).toEqual(FORMED);
  });

  test("puts a former primary that stopped into the shard that has its slots now", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    const old = cluster.node(at(7000));
    const before = cluster.observe();
    old.runs = false;
    const next = cluster.node(at(7004));
    Object.assign(next, { primary: undefined, slots: old.slots, epoch: 9 });
    const observed = new Map(cluster.observe());
    const node = before.get(at(7000));
    const disk = { identity: true, data: true, peers: [], views: node?.answers ? node.views : [] };
    observed.set(at(7000), { answers: false, reason: "connect ECONNREFUSED", disk });
    expect(layoutOf(observed).shards.map(membersIn)[0]).toEqual([at(7004), at(7000)]);
  });

  test("leaves out a node that follows nobody", () => {
    const cluster = changed((one) => {
      one.node(at(7005)).primary = undefined;
    });
    expect(found(cluster)).toEqual([...FORMED.slice(0, 2), [at(7001)]]);
  });

  test("has a primary without slots that has a replica", () => {
    const cluster = changed((one) => {
      one.node(at(7000)).slots = [];
    });
    expect(found(cluster)).toEqual([...FORMED.slice(1), FORMED[0]]);
  });

  test("gives a slot that two claim to the one with the higher epoch", () => {
    const cluster = changed((one) => {
      Object.assign(one.node(at(7003)), { slots: [{ start: 5000, end: 10922 }], epoch: 99 });
    });
    expect(layoutOf(cluster.observe()).shards.map(({ slots }) => slots)).toEqual([
      [{ start: 0, end: 4999 }],
      [{ start: 5000, end: 10922 }],
      [{ start: 10923, end: 16383 }],
    ]);
  });
});
