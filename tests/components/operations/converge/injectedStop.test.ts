import { afterEach, beforeEach, expect, test, vi } from "vitest";

let log: string[];

beforeEach(() => {
  log = [];
  vi.resetModules();
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    log.push(`${signal} ${pid === process.pid ? "self" : pid}`);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Begins three steps at once, of which the first takes longest. */
async function threeSteps(): Promise<void> {
  // Anew, as it counts the steps of its process.
  const { injectedStop } = await import("../../../../components/operations/converge/injectedStop");
  const steps = [3, 1, 2].map((turns, index) =>
    injectedStop(async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      log.push(`step ${index + 1}`);
    }),
  );
  await Promise.race([Promise.all(steps), new Promise(setImmediate)]);
}

test("takes every step where nothing is asked for", async () => {
  await threeSteps();
  expect(log).toEqual(["step 2", "step 3", "step 1"]);
});

test("kills the process after so many steps, of which no further one was begun", async () => {
  vi.stubEnv("REDIS_CLUSTER_STOP_AFTER", "2");
  await threeSteps();
  expect(log).toEqual(["step 2", "step 1", "SIGKILL self"]);
});

test("counts no step that failed", async () => {
  vi.stubEnv("REDIS_CLUSTER_STOP_AFTER", "1");
  const { injectedStop } = await import("../../../../components/operations/converge/injectedStop");
  const failed = injectedStop(() => Promise.reject(new Error("refused")));
  await expect(failed).rejects.toThrow(new Error("refused"));
  expect(log).toEqual([]);
});
