import type { StepRunner } from "./ports";

/** Kills the process when `count` steps are done, so that tests can stop a run anywhere. Later steps never begin. */
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
