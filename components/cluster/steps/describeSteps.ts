import { groupBy } from "../spec/groupBy";
import { batchOf, describeBatch, lineOf, type Step } from "./step";

const LINES_OF_A_BATCH = 4;

export function describeSteps(steps: readonly Step[]): string[] {
  return [...groupBy(steps, batchOf).values()].flatMap((batch) => {
    const lines = [...groupBy(batch, lineOf).values()];
    return lines.length > LINES_OF_A_BATCH ? [describeBatch(batch)] : lines.map(describeBatch);
  });
}
