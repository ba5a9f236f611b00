import { expect, test } from "vitest";
import {
  describeBatch,
  describeStep,
  phaseOf,
  type Step,
} from "../../../../components/cluster/steps/step";

const A = "10.0.0.1:7000";
const forming: Step = { kind: "setTimeouts", node: A, settings: "forming" };

test("only forming timeouts belong to the phase of forming", () => {
  expect(phaseOf(forming)).toBe("forming");
  expect(describeStep(forming)).toBe(`shorten the node timeout of ${A} while the cluster forms`);
});

test("a batch of meetings counts each node once", () => {
  const nodes = [7000, 7001, 7002, 7003, 7004].map((port) => `10.0.0.1:${port}`);
  const meet = (from: number) => ({
    kind: "meet" as const,
    node: nodes[from] ?? "",
    peers: nodes.slice(from + 1),
  });
  expect(describeBatch([meet(0), meet(1), meet(2), meet(3)])).toBe("make 5 nodes meet each other");
});
