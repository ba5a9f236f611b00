import { expect, test } from "vitest";
import { type Problem, withoutRepeats } from "../../../../components/cluster/checks/problem";

const CAUSE: Problem = { node: "A:1", kind: "stopped", role: "cause" };
const SYMPTOM: Problem = { node: "A:2", kind: "cluster_state is fail", role: "symptom" };
const OTHER: Problem = { node: "A:2", kind: "PID file is missing" };

test.each<[string, Problem[], Problem[], Problem[]]>([
  ["nothing of different problems", [CAUSE, OTHER], [], [CAUSE, OTHER]],
  ["no symptom without a cause", [SYMPTOM, OTHER], [], [SYMPTOM, OTHER]],
  ["a symptom next to its cause", [SYMPTOM, CAUSE], [], [CAUSE]],
  ["a symptom whose cause was said", [SYMPTOM], [CAUSE], []],
  ["what was said of the same node", [CAUSE, OTHER], [{ ...CAUSE, text: "stopped now" }], [OTHER]],
  ["not what was said of another node", [CAUSE], [{ ...CAUSE, node: "B:1" }], [CAUSE]],
])("withoutRepeats() leaves out %s", (_, problems, said, left) => {
  expect(withoutRepeats(problems, said)).toEqual(left);
});
