import { expect, test } from "vitest";
import { nodesIn } from "../../../../components/cluster/steps/stepTraits";

test("nodesIn() names up to four nodes and counts more", () => {
  const steps = [7000, 7001, 7002, 7003, 7004].map((port) => ({ node: `10.0.0.1:${port}` }));
  expect(nodesIn(steps.slice(0, 4))).toBe("10.0.0.1:7000, 7001, 7002, 7003");
  expect(nodesIn(steps)).toBe("5 nodes");
});
