import { expect, test } from "vitest";
import {
  describeAlike,
  describeStep,
  isLike,
  type Step,
  saysAlike,
} from "../../../../components/cluster/steps/step";

const forming: Step = { kind: "setTimeouts", node: "A:1", settings: "forming" };

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

const lay: Step = { kind: "stageConf", node: "A:1", changes: ["maxmemory 1gb, was 1mb"] };
const set: Step = {
  kind: "setDirectives",
  node: "A:1",
  values: [{ name: "save", from: "", to: "900 1" }],
};

test.each<[boolean, Step, Step]>([
  [true, lay, { ...lay, node: "B:1" }],
  [false, lay, { ...lay, changes: [] }],
  [true, set, { ...set, node: "B:1" }],
  [false, set, { ...set, values: [] }],
  [false, set, lay],
])("saysAlike() is %s for %j and %j", (expected, a, b) => {
  expect(saysAlike(a, b)).toBe(expected);
});

test.each<[Step, number, string]>([
  [lay, 1, "change the conf of A:1, tried by its server first: maxmemory 1gb, was 1mb"],
  [lay, 6, "change the conf of 6 nodes, tried by its server first: maxmemory 1gb, was 1mb"],
  [{ ...lay, changes: [] }, 1, "try the conf of A:1 and write down what it means"],
  [set, 1, 'set without a restart on A:1: save "900 1" (was "")'],
  [set, 2, 'set without a restart on 2 nodes: save "900 1" (was "")'],
  [{ kind: "activateConf", node: "A:1" }, 1, "keep the changed conf of A:1 as the one in force"],
  [{ kind: "saveNodesConf", node: "A:1" }, 1, "write the nodes.conf of A:1, which is gone"],
])("describeAlike() of %j on %i nodes", (step, count, text) => {
  expect(describeAlike(step, count)).toBe(text);
});
