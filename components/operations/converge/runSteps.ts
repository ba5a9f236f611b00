import { type Step, undoOf } from "../../cluster/steps/step";
import { messageOf } from "../../text/messageOf";
import { perform, type StepContext } from "./perform";

/**
 * Does steps at once and waits for all. When one fails, what the others told running servers is set
 * back, so that no part of a change stays behind.
 *
 * @throws Error with the first failure, and with what could not be set back.
 */
export async function runSteps(steps: readonly Step[], context: StepContext): Promise<void> {
  const [failed] = await failuresOf(steps, context);
  if (failed === undefined) return;
  const back = steps.flatMap((step) => undoOf(step) ?? []);
  if (back.length === 0) throw failed;
  const left = await failuresOf(back, context);
  const outcome =
    left.length === 0
      ? "What had been set was set back"
      : `Not all that had been set could be set back: ${left.map(messageOf).join("; ")}`;
  throw new Error(`${messageOf(failed)}. ${outcome}`, { cause: failed });
}

async function failuresOf(steps: readonly Step[], context: StepContext): Promise<unknown[]> {
  const results = await Promise.allSettled(steps.map((step) => perform(step, context)));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}
