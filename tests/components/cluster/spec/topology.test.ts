import { expect, test } from "vitest";
import { memberNames, membersOf } from "../../../../components/cluster/spec/topology";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

test("members are listed shard by shard, the primary first", () => {
  expect(memberNames(EXAMPLE_TOPOLOGY)).toEqual([7000, 7004, 7003, 7002, 7001, 7005].map(at));
  const [first] = EXAMPLE_TOPOLOGY.shards;
  expect(first === undefined ? [] : membersOf(first).map(({ port }) => port)).toEqual([7000, 7004]);
});
