import { expect, test } from "vitest";
import {
  describeBatch,
  describeStep,
  type Step,
  undoOf,
} from "../../../../components/cluster/steps/step";

const [A, B] = ["10.0.0.1:7000", "10.0.0.2:7000"];
const stage: Step<"stageConf"> = {
  kind: "stageConf",
  node: A,
  changes: ["maxmemory 1gb, was 1mb"],
};
const set: Step<"setDirectives"> = {
  kind: "setDirectives",
  node: A,
  values: [{ name: "save", from: "", to: "900 1" }],
};

test("a batch of different changes says only what they have in common", () => {
  expect(describeBatch([stage, { ...stage, node: B, changes: [] }])).toBe(
    "test and stage the new configuration of 10.0.0.1:7000; 10.0.0.2:7000",
  );
  expect(describeBatch([set, { ...set, node: B, values: [] }])).toBe(
    "set directives on 10.0.0.1:7000; 10.0.0.2:7000 (no restart)",
  );
  expect(describeStep({ ...stage, changes: [] })).toBe(
    `test the configuration of ${A} and record its values`,
  );
});

test("undoing a change twice is the change", () => {
  const undone = undoOf(set);
  expect(undone?.values).toEqual([{ name: "save", from: "900 1", to: "" }]);
  expect(undone && undoOf(undone)).toEqual(set);
});
