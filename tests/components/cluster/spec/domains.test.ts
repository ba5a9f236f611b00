import { expect, test } from "vitest";
import type { NodeSpec } from "../../../../components/cluster/spec/clusterSpec";
import {
  countByDomain,
  isCrowded,
  mostPrimaries,
  safeDomains,
} from "../../../../components/cluster/spec/domains";

function nodesIn(...domains: string[]): NodeSpec[] {
  return domains.map((domain, port) => ({ address: domain, port, domain }));
}

test("countByDomain() counts the nodes of each domain", () => {
  expect(countByDomain(nodesIn("a", "b", "a"))).toEqual(
    new Map([
      ["a", 2],
      ["b", 1],
    ]),
  );
});

test.each([
  // All 3 nodes may be primaries, or all 3 replicas of the 3 outside.
  [3, 3, 1, 3],
  [4, 3, 1, -1],
  // With 2 replicas each of 3 primaries, a domain of 3 nodes has at most 3 primaries.
  [3, 3, 2, 3],
  [4, 3, 2, 2],
  [6, 3, 2, 0],
  [7, 3, 2, -1],
])(
  "mostPrimaries() of %i nodes, %i primaries and %i replicas each is %i",
  (nodes, primaryCount, replicas, most) => {
    expect(mostPrimaries(nodes, { primaryCount, replicas })).toBe(most);
  },
);

test.each([
  [[3, 3], 1, false],
  [[4, 2], 1, true],
  [[2, 2, 2], 1, false],
  [[3, 3, 3], 2, false],
  [[6, 3], 2, false],
  [[7, 2], 2, true],
])("isCrowded() for domains of %j nodes and %i replicas is %s", (counts, replicas, expected) => {
  const hosts = counts.map((count, index) => ({
    address: `${index}`,
    ports: Array.from({ length: count }, (_, port) => port),
    domain: `${index}`,
  }));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const spec = { hosts, replicas, allowSharedDomain: false };
  expect(isCrowded(spec, total / (replicas + 1))).toBe(expected);
});

test("safeDomains() leaves out the primary's own, and all but the one that is nearly full", () => {
  const [a, b, c] = nodesIn("a", "b", "c");
  if (a === undefined || b === undefined || c === undefined) throw new Error("Three nodes");
  const shards = [a, b, c].map((primary) => ({
    slots: [{ start: 0, end: 0 }],
    primary,
    replicas: [],
  }));
  const [first] = shards;
  if (first === undefined) throw new Error("A shard");
  const base = { shards, replicas: 1, keepApart: true };
  expect(safeDomains(first, { ...base, free: nodesIn("a", "b", "c") })).toEqual(
    new Set(["b", "c"]),
  );
  // Two free nodes of b fit the shards of a and c; if a took one of c instead, only c would be left.
  expect(safeDomains(first, { ...base, free: nodesIn("b", "b", "c") })).toEqual(new Set(["b"]));
});
