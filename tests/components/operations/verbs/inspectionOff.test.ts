import { afterEach, expect, test, vi } from "vitest";
import { peersKnowOf } from "../../../../components/cluster/plan/assess";
import { inspectionOff } from "../../../../components/operations/verbs/inspectionOff";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

afterEach(() => vi.unstubAllEnvs());

test("lookSwitchedOff() is nothing without the variable", () => {
  vi.stubEnv("REDIS_CLUSTER_LOOK", undefined);
  expect(inspectionOff(EXAMPLE_TOPOLOGY, "/root/conf")).toBeUndefined();
});

test("lookSwitchedOff() finds nothing, and lets no node be started for the first time", () => {
  vi.stubEnv("REDIS_CLUSTER_LOOK", "off");
  const look = inspectionOff(EXAMPLE_TOPOLOGY, "/root/conf");
  if (look === undefined) throw new Error("Cannot go on without a look");
  expect(look.problems).toEqual([]);
  expect(look.rejections).toEqual([]);
  expect(look.uninspected).toEqual([
    "The look at the cluster is switched off by REDIS_CLUSTER_LOOK=off",
  ]);
  expect(peersKnowOf(look, at(7000))).toBe("unknown");
});
