import { expect, test } from "vitest";
import { chooseAnchors } from "../../../../components/cluster/target/anchors";
import { draftOfExample } from "../../../support/draftOfExample";

function anchors(...shards: readonly (readonly [number, ...number[]])[]): (number | undefined)[] {
  const draft = draftOfExample(...shards);
  expect(chooseAnchors(draft)).toBe(true);
  return draft.groups.map(({ anchor }) => anchor?.port);
}

test("chooseAnchors() takes the owners of the slots, also after failovers", () => {
  expect(anchors([7004, 7000], [7003, 7002], [7005, 7001])).toEqual([7004, 7003, 7005]);
});

test("chooseAnchors() takes another member if the owner is not declared", () => {
  expect(anchors([9999, 7000], [7003, 7002], [7005, 7001])).toEqual([7000, 7003, 7005]);
});

test("chooseAnchors() gives a new shard a node that has none, on the host with the fewest primaries", () => {
  expect(anchors([7000, 7004], [7001, 7005])).toEqual([7000, 7001, 7003]);
});
