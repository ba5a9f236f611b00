import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { memoryNeeds } from "../../../../components/cluster/plan/memoryNeeds";
import { place } from "../../../../components/cluster/spec/placement";
import type { AnsweringNode, Observed } from "../../../../components/cluster/state/observed";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { formedCluster } from "../../../support/formedCluster";
import { specOf } from "../../../support/specOf";

const FOUR = specOf([4, 4], 1);
const THREE = specOf([3, 3], 1);
const GB = 1_000_000_000;

/** A cluster of four shards, each with 1.2 GB of data. */
function fourShards(changes: Partial<AnsweringNode>): Observed {
  const observed = formedCluster(place(FOUR)).observe();
  return new Map(
    [...observed].map(([name, node]) => {
      const memory = { dataBytes: 1.2 * GB, usedBytes: 1.3 * GB, ...changes };
      return [name, node.answers ? { ...node, ...memory } : node];
    }),
  );
}

function needs(observed: Observed, declared?: number): string[] {
  const { topology, changes } = targetOf(THREE, observed);
  return describeProblems(memoryNeeds(topology, observed, { changes, declared }));
}

function limited(maxmemory: number, policy = "noeviction"): Observed {
  const directives = new Map([
    ["maxmemory", `${maxmemory}`],
    ["maxmemory-policy", policy],
  ]);
  return fourShards({ directives });
}

test("memoryNeeds() says with numbers that fewer shards cannot hold the data", () => {
  expect(needs(limited(1.5 * GB))).toEqual([
    "3 shards cannot hold the data: 5.2 GB of memory in 4 shards, then about 1.7 GB in each of 3, where maxmemory is 1.5 GB",
    "  Raise maxmemory to 2027mb or more, or keep 4 shards.",
  ]);
});

test("memoryNeeds() goes by the maxmemory of the configuration, if that sets one", () => {
  expect(needs(limited(1.5 * GB), 2 * GB)).toEqual([]);
  expect(needs(limited(0), 1.5 * GB)).toHaveLength(2);
});

test("memoryNeeds() is empty without a limit, and where servers evict keys", () => {
  expect(needs(limited(0))).toEqual([]);
  expect(needs(limited(1.5 * GB, "allkeys-lru"))).toEqual([]);
});

test("memoryNeeds() is empty where no slot moves", () => {
  const observed = limited(GB);
  const { topology, changes } = targetOf(FOUR, observed);
  expect(memoryNeeds(topology, observed, { changes, declared: undefined })).toEqual([]);
});

test("memoryNeeds() adds up what the nodes of a host would need", () => {
  expect(needs(fourShards({ hostBytes: 5 * GB }))).toEqual([
    "10.0.0.1: its nodes would need about 5.1 GB, and the host has 5.0 GB",
    "10.0.0.2: its nodes would need about 5.1 GB, and the host has 5.0 GB",
  ]);
  expect(needs(fourShards({ hostBytes: 6 * GB }))).toEqual([]);
});
