import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { otherShardCount } from "../../../../components/cluster/plan/otherShardCount";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import { place } from "../../../../components/cluster/spec/placement";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { formedCluster } from "../../../support/formedCluster";
import { grownCluster } from "../../../support/grownCluster";
import { specOf } from "../../../support/specOf";

const SIX = specOf([3, 3], 0);
const THREE = specOf([3, 3], 1);

/** What is said about the cluster of one spec that is to become another. */
function lines(before: ClusterSpec, after: ClusterSpec): string[] {
  const { changes } = targetOf(after, formedCluster(place(before)).observe());
  return describeProblems(otherShardCount(changes));
}

test("otherShardCount() names the replicas that would lead new shards", () => {
  expect(lines(THREE, SIX)).toEqual([
    "10.0.0.1:7002; 10.0.0.2:7011, 7012  replica of a shard, would have to lead a new one",
    "  A replica cannot lead a new shard yet. Keep `replicas`, and declare 1 + `replicas` new nodes for each new shard.",
  ]);
});

test("otherShardCount() is empty while the number of shards stays, for fewer, and for new shards of new nodes", () => {
  expect(lines(THREE, THREE)).toEqual([]);
  expect(lines(SIX, THREE)).toEqual([]);
  const after = specOf([4, 4], 1);
  const { changes } = targetOf(after, grownCluster(THREE, after).observe());
  expect(changes.slotMoves).not.toEqual([]);
  expect(otherShardCount(changes)).toEqual([]);
});
