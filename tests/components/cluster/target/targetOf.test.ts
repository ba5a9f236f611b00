import { expect, test } from "vitest";
import { nodeName } from "../../../../components/cluster/spec/clusterSpec";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

test("targetOf() is the placement while no cluster exists", () => {
  expect(targetOf(EXAMPLE, new Map()).topology).toEqual(EXAMPLE_TOPOLOGY);
});

test("targetOf() returns a replica that Redis gave to another shard", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7005)).primary = at(7003);
  const { topology, changes } = targetOf(EXAMPLE, cluster.observe());
  const shards = EXAMPLE_TOPOLOGY.shards.map((shard) =>
    nodeName(shard.primary) === at(7003) ? { ...shard, leaving: [at(7005)] } : shard,
  );
  expect(topology).toEqual({ shards });
  expect(changes.reparented).toEqual([{ node: at(7005), from: at(7003), to: at(7001) }]);
});

test("targetOf() throws what the placement says against the spec", () => {
  const hosts = EXAMPLE.hosts.slice(0, 1);
  expect(() => targetOf({ ...EXAMPLE, hosts }, new Map())).toThrow(
    new RangeError(
      "3 nodes do not divide into shards of 1 primary and 1 replica. Use a multiple of 2.",
    ),
  );
});
