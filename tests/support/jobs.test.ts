import { describe, expect, test } from "vitest";
import { allJobs, countsOf, describeCounts, inLanes, type Job, sumOf } from "./jobs";
import { until } from "./until";

describe("the jobs of a run", () => {
  test("are the unit tests, then the files of integration tests, the largest first", () => {
    const files = [
      { path: "tests/integration/small.test.ts", size: 10 },
      { path: "tests/integration/large.test.ts", size: 20 },
    ];
    expect(allJobs(files)).toEqual([
      { name: "unit tests", args: ["--project", "unit"] },
      {
        name: "tests/integration/large.test.ts",
        args: ["--project", "integration", "tests/integration/large.test.ts"],
      },
      {
        name: "tests/integration/small.test.ts",
        args: ["--project", "integration", "tests/integration/small.test.ts"],
      },
    ]);
  });
});

describe("lanes", () => {
  test("run each job once, in order, and never more at a time than there are lanes", async () => {
    const jobs: Job[] = ["a", "b", "c", "d", "e"].map((name) => ({ name, args: [] }));
    const begun: string[] = [];
    const running = new Set<string>();
    await inLanes(jobs, 2, async ({ name }) => {
      begun.push(name);
      running.add(name);
      expect(running.size).toBeLessThanOrEqual(2);
      await Promise.resolve();
      running.delete(name);
    });
    expect(begun).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("return what each job returned, also of jobs that overlap", async () => {
    const ends: Record<string, () => void> = {};
    const jobs: Job[] = ["a", "b", "c"].map((name) => ({ name, args: [] }));
    const all = inLanes(jobs, 2, async ({ name }) => {
      await new Promise<void>((end) => {
        ends[name] = end;
      });
      return { passed: 1, failed: 1, skipped: 0 };
    });
    for (const name of ["b", "c", "a"]) {
      await until(`job ${name} to run`, () => ends[name]);
      ends[name]?.();
    }
    expect(sumOf(await all)).toEqual({ passed: 3, failed: 3, skipped: 0 });
  });

  test("a job that throws ends the run", async () => {
    const fails = inLanes([{ name: "a", args: [] }], 2, () =>
      Promise.reject(new Error("no shell")),
    );
    await expect(fails).rejects.toThrow("no shell");
  });
});

describe("the counts of a job", () => {
  const passing = "✓ something\n\n12 passed, 0 failed\n";
  test.each([
    ["all passed", 0, passing, { passed: 12, failed: 0, skipped: 0 }],
    ["one failed", 1, "11 passed, 1 failed\n", { passed: 11, failed: 1, skipped: 0 }],
    ["some skipped", 0, "11 passed, 0 failed, 2 skipped\n", { passed: 11, failed: 0, skipped: 2 }],
    [
      "the last line counts",
      0,
      `1 passed, 1 failed\n${passing}`,
      { passed: 12, failed: 0, skipped: 0 },
    ],
    ["failed outside of a test", 1, passing, { passed: 12, failed: 1, skipped: 0 }],
    ["ended by a signal", null, "", { passed: 0, failed: 1, skipped: 0 }],
    ["no test was run", 0, "0 passed, 0 failed\n", { passed: 0, failed: 1, skipped: 0 }],
  ])("%s", (_, exitCode, output, counts) => {
    expect(countsOf({ exitCode, output })).toEqual(counts);
  });

  test("are added, and described in one line", () => {
    const sum = sumOf([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 4, failed: 5, skipped: 6 },
    ]);
    expect(describeCounts(sum)).toBe("5 passed, 7 failed, 9 skipped");
    expect(describeCounts({ passed: 5, failed: 0, skipped: 0 })).toBe("5 passed, 0 failed");
  });
});
