import { expect, test } from "vitest";
import { describeProblems, section } from "../../../../components/cluster/checks/describeProblems";
import type { Problem } from "../../../../components/cluster/checks/problem";

/** Ports 7000, 7001, .. of one host. */
function nodes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.1.0.11:${7000 + index}`);
}

function stopped(count: number): Problem[] {
  return nodes(count).map((node) => ({ node, kind: "stopped", role: "cause" }));
}

test("describeProblems() gives each kind a row, with the nodes that have it", () => {
  expect(
    describeProblems([
      { node: "10.1.0.12:7001", kind: "stopped; identity and data are on disk" },
      { node: "10.1.0.11:7000", kind: "maxmemory differs", text: "maxmemory is 200mb" },
      { node: "10.1.0.11:7001", kind: "maxmemory differs", text: "maxmemory is 200mb" },
      { node: "10.1.0.12:7000", kind: "stopped; identity and data are on disk" },
    ]),
  ).toEqual([
    "10.1.0.12:7000, 7001  stopped; identity and data are on disk",
    "10.1.0.11:7000, 7001  maxmemory is 200mb",
  ]);
});

test("describeProblems() counts five nodes or more and names the first three", () => {
  expect(describeProblems(stopped(4))).toEqual(["10.1.0.11:7000, 7001, 7002, 7003  stopped"]);
  expect(describeProblems(stopped(5))).toEqual([
    "5 nodes (10.1.0.11:7000, 7001, 7002; ...)  stopped",
  ]);
});

test("describeProblems() gives more than four rows of a kind one row", () => {
  const keysOn = (count: number) =>
    nodes(count).map((node, index) => ({
      node,
      kind: "keys, but no slots",
      text: `${index + 2} keys, but no slots`,
    }));
  expect(describeProblems(keysOn(4))).toHaveLength(4);
  expect(describeProblems(keysOn(5))).toEqual([
    "5 nodes (10.1.0.11:7000, 7001, 7002; ...)  keys, but no slots",
  ]);
});

test("describeProblems() shows the first three of many rows without a node", () => {
  const pairs = nodes(5).map((node) => ({
    kind: "hosts on the same machine",
    text: `${node} twice`,
  }));
  expect(describeProblems(pairs)).toEqual([
    "10.1.0.11:7000 twice",
    "10.1.0.11:7001 twice",
    "10.1.0.11:7002 twice",
    "and 2 more",
  ]);
});

test("describeProblems() joins the reporters of one problem, and nodes with the same reporters", () => {
  const link = { kind: "no cluster bus link", text: "no cluster bus link from" };
  expect(
    describeProblems([
      { ...link, node: "A:1", by: "B:1" },
      { ...link, node: "A:1", by: "B:2" },
      { ...link, node: "A:2", by: "B:1" },
      { ...link, node: "A:2", by: "B:2" },
      ...nodes(5).map((by) => ({ ...link, node: "A:3", by })),
    ]),
  ).toEqual([
    "A:1, 2  no cluster bus link from B:1, 2",
    "A:3     no cluster bus link from 5 nodes",
  ]);
});

test("describeProblems() gives the advice of a kind once, below its rows", () => {
  const advice = "Start them.";
  expect(
    describeProblems([
      { node: "A:1", kind: "stopped", text: "stopped at 1", advice },
      { kind: "hosts on the same machine", text: "A and B are the same machine", advice: "Merge." },
      { node: "A:2", kind: "stopped", text: "stopped at 2", advice },
    ]),
  ).toEqual([
    "A:1  stopped at 1",
    "A:2  stopped at 2",
    "     Start them.",
    "A and B are the same machine",
    "     Merge.",
  ]);
});

test("describeProblems() leaves a symptom out where a cause is listed, here or in another part", () => {
  const symptom: Problem = { node: "A:2", kind: "cluster_state is fail", role: "symptom" };
  const cause: Problem = { node: "A:1", kind: "stopped", role: "cause" };
  const other: Problem = { node: "A:3", kind: "nodes.conf is missing" };
  expect(describeProblems([symptom, other])).toHaveLength(2);
  expect(describeProblems([symptom, other, cause])).toEqual([
    "A:3  nodes.conf is missing",
    "A:1  stopped",
  ]);
  expect(describeProblems([symptom, other, cause], [cause])).toEqual([
    "A:3  nodes.conf is missing",
  ]);
});

test("describeProblems() does not align to a long list of nodes", () => {
  expect(
    describeProblems([
      { node: "192.168.56.65:7000", kind: "a" },
      { node: "192.168.56.66:7000", kind: "a" },
      { node: "10.0.0.1:7000", kind: "b" },
    ]),
  ).toEqual(["192.168.56.65:7000; 192.168.56.66:7000  a", "10.0.0.1:7000  b"]);
});

test("section() indents lines, counts those above its limit, and is empty without lines", () => {
  expect(section("Problems", [])).toBe("");
  expect(section("Problems", ["a", "b"])).toBe("Problems\n  a\n  b");
  expect(section("Problems", ["a", "b", "c", "d"], 3)).toBe("Problems\n  a\n  b\n  and 2 more");
});
