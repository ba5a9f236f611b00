import { expect, test } from "vitest";
import { peersKnowOf } from "../../../../components/cluster/plan/assess";
import {
  assessUninspected,
  isInspectionOff,
} from "../../../../components/operations/verbs/inspectionOff";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

test.each([
  [undefined, false],
  ["on", false],
  ["off", true],
])("isInspectionOff() with REDIS_CLUSTER_INSPECT=%s is %s", (value, isOff) => {
  expect(isInspectionOff({ REDIS_CLUSTER_INSPECT: value })).toBe(isOff);
});

test("assessUninspected() finds nothing, and lets no node be started for the first time", () => {
  const assessment = assessUninspected(EXAMPLE_TOPOLOGY, "/root/conf");
  expect(assessment.problems).toEqual([]);
  expect(assessment.rejections).toEqual([]);
  expect(assessment.uninspected).toEqual([
    "The inspection is switched off by REDIS_CLUSTER_INSPECT=off",
  ]);
  expect(peersKnowOf(assessment, at(7000))).toBe("unknown");
});
