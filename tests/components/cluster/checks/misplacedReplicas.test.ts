import { expect, test } from "vitest";
import { misplacedReplicas } from "../../../../components/cluster/checks/misplacedReplicas";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

function found(change: (cluster: ReturnType<typeof formedCluster>) => void): string[] {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  change(cluster);
  return misplacedReplicas(EXAMPLE_TOPOLOGY, cluster.observe());
}

test("misplaced() names nobody in the declared cluster", () => {
  expect(found(() => {})).toEqual([]);
});

test("misplaced() names nobody after a failover", () => {
  const swapped = found((cluster) => {
    const [old, next] = [cluster.node(at(7000)), cluster.node(at(7004))];
    next.slots = old.slots;
    next.primary = undefined;
    old.slots = [];
    old.primary = next.name;
  });
  expect(swapped).toEqual([]);
});

test("misplaced() names a replica in another shard and one that is a primary", () => {
  const lines = found((cluster) => {
    cluster.node(at(7004)).primary = at(7003);
    cluster.node(at(7005)).primary = undefined;
  });
  expect(lines).toEqual([
    "192.168.56.66:7004 is a replica of 192.168.56.66:7003, declared in the shard of 192.168.56.65:7000",
    "192.168.56.66:7005 is a primary, declared in the shard of 192.168.56.65:7001",
  ]);
});

test("misplaced() says nothing of a shard whose owner is silent: a failover is under way", () => {
  expect(
    found((cluster) => {
      cluster.node(at(7000)).runs = false;
    }),
  ).toEqual([]);
});
