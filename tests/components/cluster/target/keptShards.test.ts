import { expect, test } from "vitest";
import type { ClusterSpec } from "../../../../components/cluster/spec/clusterSpec";
import type { CurrentShard } from "../../../../components/cluster/state/layout";
import { keptShards } from "../../../../components/cluster/target/keptShards";

const SPEC: ClusterSpec = {
  hosts: [{ address: "A", ports: [1, 2, 3], domain: "A" }],
  replicas: 0,
  allowSharedDomain: false,
};

function shard(primary: string, start: number, end: number): CurrentShard {
  return { slots: [{ start, end }], primary, replicas: [] };
}

function kept(...shards: CurrentShard[]): string[] {
  return keptShards(SPEC, { shards }, 3).map(({ primary }) => primary);
}

test("keptShards() keeps all if there are no more than wanted", () => {
  expect(kept(shard("A:1", 0, 9), shard("gone:1", 10, 16383))).toEqual(["A:1", "gone:1"]);
});

test("keptShards() drops the one whose slots are fewest, though its nodes stay", () => {
  const shards = [
    shard("A:1", 0, 9),
    shard("A:2", 10, 5999),
    shard("A:3", 6000, 11000),
    shard("gone:1", 11001, 16383),
  ];
  expect(kept(...shards)).toEqual(["A:2", "A:3", "gone:1"]);
});

test("keptShards() drops the one whose nodes leave if the slots do not decide", () => {
  const shards = [0, 1, 2, 3].map((index) =>
    shard(index === 1 ? "gone:1" : `A:${index}`, index * 4096, index * 4096 + 4095),
  );
  expect(kept(...shards)).not.toContain("gone:1");
});

test("keptShards() does not let a slot more or less decide between shards of the same size", () => {
  const shards = [
    shard("gone:1", 0, 3276),
    shard("gone:2", 3277, 6553),
    shard("A:1", 6554, 9830),
    shard("A:2", 9831, 13107),
    shard("A:3", 13108, 16383),
  ];
  expect(kept(...shards)).toEqual(["A:1", "A:2", "A:3"]);
});
