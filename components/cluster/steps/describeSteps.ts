import { batchOf, describeBatch, lineOf, type Step } from "./step";
import type { Batch } from "./stepTraits";

/** A batch of more lines than this is told in one. */
const LINES_OF_A_BATCH = 4;

/** Describes a plan in few lines, in the order of the steps: those that say the same share a line. */
export function describeSteps(steps: readonly Step[]): string[] {
  return groupBy(steps, batchOf).flatMap((batch) => {
    const lines = groupBy(batch, lineOf);
    return lines.length > LINES_OF_A_BATCH ? [describeBatch(batch)] : lines.map(describeBatch);
  });
}

function groupBy(steps: readonly Step[], keyOf: (step: Step) => string): Batch<Step>[] {
  const groups = new Map<string, [Step, ...Step[]]>();
  for (const step of steps) {
    const key = keyOf(step);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}
