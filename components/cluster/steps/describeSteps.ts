import { groupBy } from "../spec/groupBy";
import { batchOf, describeBatch, lineOf, type Step } from "./step";

const LINES_OF_A_BATCH = 4;
/** So many batches of a kind have lines of their own: each failover is one. */
const BATCHES_OF_A_KIND = 4;

export function describeSteps(steps: readonly Step[]): string[] {
  const kinds = groupBy([...groupBy(steps, batchOf).values()], ([{ kind }]) => kind);
  const isMany = ({ kind }: Step) => (kinds.get(kind)?.length ?? 0) > BATCHES_OF_A_KIND;
  const groups = groupBy(steps, (step) => (isMany(step) ? step.kind : batchOf(step)));
  return [...groups.values()].flatMap((batch) => {
    const lines = [...groupBy(batch, lineOf).values()];
    return lines.length > LINES_OF_A_BATCH ? [describeBatch(batch)] : lines.map(describeBatch);
  });
}
