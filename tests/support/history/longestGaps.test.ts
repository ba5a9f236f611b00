import { expect, test } from "vitest";
import { describeGaps, longestGaps } from "./longestGaps";
import type { Operation } from "./operation";

const MS = 1e6;

function write(key: string, node: string, at: number | null): Operation {
  return { client: 0, op: "write", key, value: `${at}`, call: 0, return: at && at * MS, node };
}

test("a gap is the longest time between accepted writes of one key, or to the end", () => {
  const operations = [
    write("k", "a:1", 10),
    // Another client's reply was recorded first.
    write("k", "a:1", 130),
    write("k", "a:1", 110),
    write("k", "a:1", null),
    { ...write("k", "a:1", 60), op: "read" as const },
    write("last", "b:1", 20),
    write("last", "b:1", 30),
  ];
  const gaps = longestGaps(operations, 200 * MS);
  expect(gaps).toEqual([
    { shard: "a:1", key: "k", ms: 100 },
    { shard: "b:1", key: "last", ms: 170 },
  ]);
  expect(describeGaps(gaps)).toBe("Longest time without an accepted write: a:1 100 ms, b:1 170 ms");
});

test("a key counts for the shard that accepted its first write, and the longest one of a shard is its gap", () => {
  const operations = [
    write("short", "a:1", 10),
    write("short", "b:1", 30),
    write("long", "a:1", 10),
    write("long", "a:1", 35),
    write("short", "b:1", 40),
    write("long", "a:1", 50),
  ];
  expect(longestGaps(operations, 55 * MS)).toEqual([{ shard: "a:1", key: "long", ms: 25 }]);
});

test("a key without an accepted write has no gap, but an error", () => {
  expect(() => longestGaps([write("k", "a:1", null)], MS)).toThrow(
    new Error("No write of k was accepted"),
  );
});
