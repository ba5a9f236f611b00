import { expect, test } from "vitest";
import { describeStep, isLike, type Step } from "../../../components/cluster/step";

const forming: Step = { kind: "setConfig", node: "A:1", settings: "forming" };

test.each<[boolean, Step, Step]>([
  [true, forming, { ...forming, node: "B:1" }],
  [false, forming, { ...forming, settings: "declared" }],
  [false, forming, { kind: "hold", node: "A:1" }],
  [true, { kind: "hold", node: "A:1" }, { kind: "hold", node: "B:1" }],
  [
    true,
    { kind: "replicate", node: "A:1", primary: "B:1" },
    { kind: "replicate", node: "C:1", primary: "D:1" },
  ],
])("isLike() is %s for %j and %j", (expected, a, b) => {
  expect(isLike(a, b)).toBe(expected);
});

test("describeStep() writes all ranges of slots", () => {
  const slots = [
    { start: 0, end: 9 },
    { start: 11, end: 11 },
  ];
  expect(describeStep({ kind: "assignSlots", node: "A:1", slots })).toBe(
    "give A:1 the slots 0-9 11",
  );
});
