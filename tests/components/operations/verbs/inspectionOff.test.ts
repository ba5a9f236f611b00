import { expect, test } from "vitest";
import {
  INSPECTION_OFF,
  isInspectionOff,
} from "../../../../components/operations/verbs/inspectionOff";

test.each([
  [undefined, false],
  ["on", false],
  ["off", true],
])("isInspectionOff() with REDIS_CLUSTER_INSPECT=%s is %s", (value, isOff) => {
  expect(isInspectionOff({ REDIS_CLUSTER_INSPECT: value })).toBe(isOff);
});

test("INSPECTION_OFF says what switched it off", () => {
  expect(INSPECTION_OFF).toBe("The inspection is switched off by REDIS_CLUSTER_INSPECT=off");
});
