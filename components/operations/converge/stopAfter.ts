import type { StepRunner } from "./ports";

/**
 * Wraps `perform` so that tests can kill a run after any step: it begins `count` steps, and when that many
 * are done it ends the process with SIGKILL. Steps beyond them never begin.
 */
export function stopAfter(count: number, perform: StepRunner): StepRunner {
  let begun = 0;
  let done = 0;
  return async (step, ids) => {
    begun += 1;
    if (begun > count) return new Promise(() => {});
    await perform(step, ids);
    done += 1;
    if (done === count) process.kill(process.pid, "SIGKILL");
  };
}
