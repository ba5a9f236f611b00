import { describe, expect, test } from "vitest";
import {
  answering,
  currentTopology,
  shardState,
  slotsOf,
} from "../../../../components/cluster/state/shardState";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const [SHARD] = EXAMPLE_TOPOLOGY.shards;

function found(cluster: SimulatedCluster): object {
  if (SHARD === undefined) throw new Error("Cannot find the first shard of the example");
  const { owner, missing } = shardState(SHARD, cluster.observe());
  return { owner, missing };
}

const all = [{ start: 0, end: 5460 }];

test("shardState() of fresh nodes is the declared primary and all slots", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  expect(found(cluster)).toEqual({ owner: at(7000), missing: all });
});

test("shardState() finds the member that has slots, and what is missing of them", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).slots = [{ start: 0, end: 5000 }];
  expect(found(cluster)).toEqual({
    owner: at(7004),
    missing: [{ start: 5001, end: 5460 }],
  });
});

test("shardState() gives no slots to a replica", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7000)).primary = at(7004);
  expect(found(cluster)).toEqual({ owner: at(7004), missing: all });
});

test("shardState() falls back on the declared primary if no member answers", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  for (const port of [7000, 7004]) cluster.node(at(port)).runs = false;
  expect(found(cluster)).toEqual({ owner: at(7000), missing: all });
});

describe("shardState() of a shard that a node leaves", () => {
  /** The first shard, which a node leaves that is a member of none. */
  function leftBy(port: number, cluster: SimulatedCluster): object {
    if (SHARD === undefined) throw new Error("Cannot find the first shard of the example");
    const shard = { ...SHARD, leaving: [at(port)] };
    const { owner, missing } = shardState(shard, cluster.observe());
    return { owner, missing };
  }

  test("is owned by that node until a member takes over", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7001)).slots = all;
    expect(leftBy(7001, cluster)).toEqual({ owner: at(7001), missing: [] });
    cluster.node(at(7001)).slots = [{ start: 0, end: 5400 }];
    cluster.node(at(7004)).slots = [{ start: 5401, end: 5460 }];
    expect(leftBy(7001, cluster)).toEqual({ owner: at(7004), missing: [] });
  });

  test("has the declared primary if that node owns nothing", () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    expect(leftBy(7001, cluster)).toEqual({ owner: at(7000), missing: all });
  });
});

test("shardState() of several members with slots is owned by the one with most of the shard's", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  // The last primary of a shard that ends is declared as a replica, and is not drained yet.
  cluster.node(at(7000)).slots = [{ start: 5461, end: 16383 }];
  cluster.node(at(7004)).slots = [{ start: 0, end: 99 }];
  expect(found(cluster)).toEqual({ owner: at(7004), missing: [{ start: 100, end: 5460 }] });
});

test("slotsOf() is empty and answering() undefined for a node that does not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).runs = false;
  const observed = cluster.observe();
  expect(answering(observed, at(7003))).toBeUndefined();
  expect(answering(observed, "nobody:1")).toBeUndefined();
  expect(answering(observed, at(7000))?.id).toBe(cluster.node(at(7000)).id);
  expect(slotsOf(observed, at(7003))).toEqual([]);
  expect(slotsOf(observed, at(7000))).toEqual(all);
});

test("currentTopology() is the declared one until a failover, then has the new primary", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  expect(currentTopology(EXAMPLE_TOPOLOGY, cluster.observe())).toEqual(EXAMPLE_TOPOLOGY);
  cluster.failOver(at(7004));
  const [declared, ...others] = EXAMPLE_TOPOLOGY.shards;
  expect(currentTopology(EXAMPLE_TOPOLOGY, cluster.observe()).shards).toEqual([
    { ...declared, primary: declared?.replicas[0], replicas: [declared?.primary] },
    ...others,
  ]);
});
