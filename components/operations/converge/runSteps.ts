import { section } from "../../cluster/checks/describeProblems";
import { type Step, undoOf } from "../../cluster/steps/step";
import { messageOf } from "../../text/messageOf";

/**
 * Rolls back all that can be undone when one step fails.
 * @param before the steps that are rolled back with them
 * @throws Error with every failure
 */
export async function runSteps(
  steps: readonly Step[],
  perform: (step: Step) => Promise<void>,
  before: readonly Step[] = [],
): Promise<void> {
  const failures = await failuresOf(steps, perform);
  if (failures.length === 0) return;
  // A lost connection fails all steps on its host with one text.
  const texts = [...new Set(failures.map(messageOf))];
  const what =
    texts.length === 1
      ? texts.join("")
      : section(`${failures.length} of ${steps.length} steps failed`, texts);
  const undos = undosOf(steps, before);
  const outcome =
    undos.length === 0 ? "" : `\n${describeRollback(await failuresOf(undos, perform))}`;
  throw new Error(`${what}${outcome}`, { cause: failures[0] });
}

/** Without one, a step of before is left alone: another kind of step does not depend on it. */
function undosOf(steps: readonly Step[], before: readonly Step[]): Step[] {
  const undos = steps.flatMap((step) => undoOf(step) ?? []);
  if (undos.length === 0) return [];
  return [...undos, ...before.flatMap((step) => undoOf(step) ?? [])];
}

async function failuresOf(
  steps: readonly Step[],
  perform: (step: Step) => Promise<void>,
): Promise<unknown[]> {
  const results = await Promise.allSettled(steps.map(perform));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

function describeRollback(failures: readonly unknown[]): string {
  return failures.length === 0
    ? "The change was rolled back on all nodes."
    : section("The rollback failed", failures.map(messageOf));
}
