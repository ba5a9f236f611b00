import { describe, expect, test } from "vitest";
import {
  planAfterMoves,
  planReplicas,
  planReturns,
} from "../../../../components/cluster/plan/planReplicas";
import { shardState } from "../../../../components/cluster/state/shardState";
import type { Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { freshCluster } from "../../../support/formedCluster";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";
import { specOf } from "../../../support/specOf";

const replicate = (port: number, primary: number) => ({
  kind: "replicate",
  node: at(port),
  primary: at(primary),
});

function plans(
  cluster: SimulatedCluster,
  topology = EXAMPLE_TOPOLOGY,
): { replicas: Step[]; returns: Step[]; afterMoves: Step[] } {
  const observed = cluster.observe();
  const shards = topology.shards.map((shard) => shardState(shard, observed));
  return {
    replicas: planReplicas(shards, observed),
    returns: planReturns(topology, observed),
    afterMoves: planAfterMoves(topology, observed),
  };
}

test("new nodes become replicas, and none returns to a shard", () => {
  expect(plans(freshCluster(EXAMPLE_TOPOLOGY))).toEqual({
    replicas: [replicate(7004, 7000), replicate(7002, 7003), replicate(7005, 7001)],
    returns: [],
    afterMoves: [],
  });
});

test("nothing is planned for replicas that follow their primary, after a failover too", () => {
  const cluster = grownCluster(EXAMPLE, EXAMPLE);
  const nothing = { replicas: [], returns: [], afterMoves: [] };
  expect(plans(cluster)).toEqual(nothing);
  cluster.failOver(at(7004));
  expect(plans(cluster)).toEqual(nothing);
});

test("a replica in another shard returns", () => {
  const cluster = grownCluster(EXAMPLE, EXAMPLE);
  cluster.node(at(7005)).primary = at(7000);
  expect(plans(cluster)).toEqual({
    replicas: [replicate(7005, 7001)],
    returns: [replicate(7005, 7001)],
    afterMoves: [],
  });
});

test("a node that does not answer is left alone", () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).runs = false;
  expect(plans(cluster).replicas).toEqual([replicate(7002, 7003), replicate(7005, 7001)]);
});

test("nobody follows a primary that is still a replica of another shard", () => {
  // Of three copies of four shards two of six are to be made: replicas lead the new ones.
  const [before, after] = [specOf([4, 4, 4], 2), specOf([4, 4, 4], 1)];
  const cluster = grownCluster(before, after);
  const { topology, changes } = targetOf(after, cluster.observe());
  expect(changes?.founders).toHaveLength(2);
  const founders = new Set(changes?.founders);
  const ofFounders = () =>
    plans(cluster, topology).replicas.flatMap((step) =>
      step.kind === "replicate" && founders.has(step.primary) ? [step.primary] : [],
    );
  expect(ofFounders()).toEqual([]);
  const [first = ""] = founders;
  cluster.apply({ kind: "detach", node: first, from: "" });
  expect(ofFounders()).toEqual([first]);
});

describe("a shard that ends", () => {
  /** 7004 leads a fourth shard, becomes a replica of 7001 in the end, and 7006 follows it. */
  function shrunk() {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    const { topology } = targetOf(EXAMPLE, cluster.observe());
    return { cluster, topology };
  }

  test("its primary becomes a replica after its slots have moved", () => {
    const { cluster, topology } = shrunk();
    expect(plans(cluster, topology)).toEqual({
      replicas: [],
      returns: [],
      afterMoves: [replicate(7004, 7001)],
    });
    const node = cluster.node(at(7004));
    cluster.node(at(7001)).slots.push(...node.slots);
    node.slots = [];
    expect(plans(cluster, topology)).toEqual({
      replicas: [replicate(7004, 7001)],
      returns: [],
      afterMoves: [],
    });
  });

  test("its replicas stay until then: they are the last copies", () => {
    const { cluster, topology } = shrunk();
    // A replica of another shard that is to stay there.
    cluster.node(at(7005)).primary = at(7004);
    expect(plans(cluster, topology)).toMatchObject({
      replicas: [],
      afterMoves: [replicate(7005, 7000), replicate(7004, 7001)],
    });
  });
});
