import { expect, test } from "vitest";
import type { Assessment } from "../../../../components/cluster/plan/assess";
import { describeAssessment } from "../../../../components/cluster/plan/describeAssessment";

const NOTHING: Assessment = {
  toCreate: [],
  peersKnow: new Set(),
  problems: [],
  rejections: [],
  steps: [],
  blockers: [],
  uninspected: [],
  withoutScript: [],
  exists: true,
};

test("describeAssessment() says when there is nothing to do", () => {
  expect(describeAssessment(NOTHING)).toBe("Every node was asked: nothing to do");
});

test("describeAssessment() writes all that was seen, in the order of the doing", () => {
  expect(
    describeAssessment({
      ...NOTHING,
      uninspected: ["Cannot reach B"],
      problems: ["A:1 does not answer", "A:2 sees A:1 as fail"],
      withoutScript: ["A", "B"],
      toCreate: ["A:3", "A:4"],
      steps: [{ kind: "start", node: "A:1" }],
    }),
  ).toBe(
    [
      "Cannot make A:3, A:4 as not every host could be looked at: servers there may know the addresses, and an empty " +
        "server would wipe their copies. Make every host reachable, then try again:",
      "  - Cannot reach B",
      "Not as it must be:",
      "  - A:1 does not answer",
      "  - A:2 sees A:1 as fail",
      "Hosts that get the script of their nodes:",
      "  - A, B",
      "Nodes to be made:",
      "  - A:3, A:4",
      "Then, to the cluster:",
      "  - start A:1",
    ].join("\n"),
  );
});

test("describeAssessment() says where it could not look, also when there is nothing to make", () => {
  expect(describeAssessment({ ...NOTHING, uninspected: ["Cannot reach B"] })).toBe(
    "Could not look everywhere:\n  - Cannot reach B",
  );
});

test("describeAssessment() leaves out what is empty", () => {
  expect(describeAssessment({ ...NOTHING, toCreate: ["A:3"] })).toBe("Nodes to be made:\n  - A:3");
});

test("describeAssessment() says of a refused node list nothing else", () => {
  const refusals = ["A:9 is a member of the running cluster but no node of this stack"];
  expect(
    describeAssessment({ ...NOTHING, rejections: refusals, problems: ["A:1 does not answer"] }),
  ).toBe(
    "Cannot use this node list, and nothing was changed:\n" +
      "  - A:9 is a member of the running cluster but no node of this stack",
  );
});
