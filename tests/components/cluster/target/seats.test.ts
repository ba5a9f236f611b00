import { expect, test } from "vitest";
import { chooseAnchors } from "../../../../components/cluster/target/anchors";
import { takeSeats } from "../../../../components/cluster/target/seats";
import { draftOfExample } from "../../../support/draftOfExample";

function seats(...shards: readonly (readonly [number, ...number[]])[]): number[][] {
  const draft = draftOfExample(...shards);
  chooseAnchors(draft);
  expect(takeSeats(draft, new Set())).toBe(true);
  return draft.groups.map(({ anchor, others }) =>
    [anchor, ...others].map((node) => node?.port ?? 0),
  );
}

test("takeSeats() leaves every node where somebody put it", () => {
  expect(seats([7000, 7005], [7003, 7001], [7004, 7002])).toEqual([
    [7000, 7005],
    [7003, 7001],
    [7004, 7002],
  ]);
});

test("takeSeats() moves of too many replicas the one that the placement puts into another shard", () => {
  expect(seats([7000, 7004, 7005], [7003, 7002], [7001])).toEqual([
    [7000, 7004],
    [7003, 7002],
    [7001, 7005],
  ]);
});

test("takeSeats() moves only the replicas that share their primary's domain, in turn", () => {
  expect(seats([7000, 7002], [7003, 7005], [7001, 7004])).toEqual([
    [7000, 7005],
    [7003, 7002],
    [7001, 7004],
  ]);
});

test("takeSeats() gives new nodes the rooms that are left", () => {
  expect(seats([7000], [7003, 7002], [7001])).toEqual([
    [7000, 7004],
    [7003, 7002],
    [7001, 7005],
  ]);
});
