import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { otherShardCount } from "../../../../components/cluster/plan/otherShardCount";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

function lines(replicas: number): string[] {
  const { topology, changes } = targetOf(
    { ...EXAMPLE, replicas },
    formedCluster(EXAMPLE_TOPOLOGY).observe(),
  );
  return describeProblems(otherShardCount(topology, changes));
}

test("otherShardCount() says how many slots would have to move for another number of replicas", () => {
  expect(lines(0)).toEqual([
    "the cluster has 3 shards, the configuration makes 6: 8191 slots would have to move",
    "  Moving slots is not supported yet. Keep the number of shards: more nodes need more `replicas`.",
  ]);
});

test("otherShardCount() is empty while the number of shards stays", () => {
  expect(lines(1)).toEqual([]);
});
