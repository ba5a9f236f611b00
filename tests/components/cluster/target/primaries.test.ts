import { expect, test } from "vitest";
import { chooseAnchors } from "../../../../components/cluster/target/anchors";
import { choosePrimaries } from "../../../../components/cluster/target/primaries";
import { takeSeats } from "../../../../components/cluster/target/seats";
import { draftOfExample } from "../../../support/draftOfExample";

function primaries(...shards: readonly (readonly [number, ...number[]])[]): number[] {
  const draft = draftOfExample(...shards);
  chooseAnchors(draft);
  takeSeats(draft, new Set());
  return [...choosePrimaries(draft).values()].map(({ port }) => port);
}

test("choosePrimaries() leaves the owners primaries, though they are all on one host", () => {
  expect(primaries([7004, 7000], [7003, 7002], [7005, 7001])).toEqual([7004, 7003, 7005]);
});

test("choosePrimaries() spreads those that it may choose", () => {
  expect(primaries([7000, 7004], [7001, 7003], [9999, 7002, 7005])).toEqual([7000, 7001, 7005]);
});
