import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stopAfter } from "../../../../components/operations/converge/stopAfter";

let log: string[];

beforeEach(() => {
  log = [];
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    log.push(`${signal} ${pid === process.pid ? "self" : pid}`);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("kills the process after so many steps, and begins no further one", async () => {
  // The first step takes longest.
  const turnsOf: Record<string, number> = { "A:1": 3, "B:2": 1, "C:3": 2 };
  const perform = stopAfter(2, async ({ node }) => {
    log.push(`begin ${node}`);
    for (let turn = 0; turn < (turnsOf[node] ?? 0); turn++) await Promise.resolve();
    log.push(`end ${node}`);
  });
  const steps = Object.keys(turnsOf).map((node) =>
    perform({ kind: "start", node, mode: "data" }, new Map()),
  );
  await Promise.race([Promise.all(steps), new Promise(setImmediate)]);
  expect(log).toEqual(["begin A:1", "begin B:2", "end B:2", "end A:1", "SIGKILL self"]);
});

test("counts no step that failed", async () => {
  const perform = stopAfter(1, () => Promise.reject(new Error("refused")));
  const failed = perform({ kind: "start", node: "A:1", mode: "data" }, new Map());
  await expect(failed).rejects.toThrow(new Error("refused"));
  expect(log).toEqual([]);
});
