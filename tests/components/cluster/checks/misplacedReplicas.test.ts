import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { misplacedReplicas } from "../../../../components/cluster/checks/misplacedReplicas";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

function found(change: (cluster: ReturnType<typeof formedCluster>) => void): string[] {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  change(cluster);
  return describeProblems(misplacedReplicas(EXAMPLE_TOPOLOGY, cluster.observe()));
}

test("misplacedReplicas() is empty for the declared cluster", () => {
  expect(found(() => {})).toEqual([]);
});

test("misplacedReplicas() is empty after a failover", () => {
  const swapped = found((cluster) => cluster.failOver(at(7004)));
  expect(swapped).toEqual([]);
});

test("misplacedReplicas() names a replica in another shard and a primary", () => {
  const lines = found((cluster) => {
    cluster.node(at(7004)).primary = at(7003);
    cluster.node(at(7005)).primary = undefined;
  });
  expect(lines).toEqual([
    "192.168.56.66:7004  replica of 192.168.56.66:7003, should be a replica of 192.168.56.65:7000",
    "192.168.56.66:7005  primary, should be a replica of 192.168.56.65:7001",
  ]);
});

test("misplacedReplicas() skips a shard whose primary does not answer: a failover may be in progress", () => {
  expect(
    found((cluster) => {
      cluster.node(at(7000)).runs = false;
    }),
  ).toEqual([]);
});
