import { expect, test } from "vitest";
import { sharing } from "../../../../components/cluster/target/draft";
import { draftOfExample } from "../../../support/draftOfExample";

test("draftOf() has a group for each shard, with the declared nodes of the current ones", () => {
  const { groups, nodes, keepApart } = draftOfExample([7000, 7004, 9999], [9998, 7002]);
  expect(groups.map(({ members }) => members.map(({ port }) => port))).toEqual([
    [7000, 7004],
    [7002],
    [],
  ]);
  expect(groups.map(({ owner }) => owner?.port)).toEqual([7000, undefined, undefined]);
  expect(nodes.map(({ port }) => port)).toEqual([7000, 7001, 7002, 7003, 7004, 7005]);
  expect(keepApart).toBe(true);
});

test("mates() counts the nodes that the placement puts into one shard with a node", () => {
  const { nodes, mates } = draftOfExample();
  const [first] = nodes;
  if (first === undefined) throw new Error("It has nodes");
  expect(mates(first, nodes)).toBe(1);
  expect(mates(first, nodes.slice(0, 4))).toBe(0);
});

test("sharing() counts the others in a node's domain", () => {
  const { nodes } = draftOfExample();
  expect(nodes.slice(0, 4).map((node) => sharing(node, nodes.slice(0, 4)))).toEqual([2, 2, 2, 0]);
});
