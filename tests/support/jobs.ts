/** One vitest: the arguments that choose its tests. */
export interface Job {
  readonly name: string;
  readonly args: readonly string[];
}

/** What a job printed, and how it ended. */
export interface JobResult {
  /** `null` if a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The jobs of a whole run, those that take longest first: two lanes then end at about the same time. */
export function allJobs(integrationFiles: readonly { path: string; size: number }[]): Job[] {
  const longestFirst = [...integrationFiles].sort((a, b) => b.size - a.size);
  return [
    { name: "unit tests", args: ["--project", "unit"] },
    ...longestFirst.map(({ path }) => ({ name: path, args: ["--project", "integration", path] })),
  ];
}

/** Runs jobs, at most `lanes` at a time, in their order. Returns what each returned. A job that throws ends the run. */
export async function inLanes<T>(
  jobs: readonly Job[],
  lanes: number,
  run: (job: Job) => Promise<T>,
): Promise<T[]> {
  const waiting = [...jobs];
  const results: T[] = [];
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      results.push(await run(job));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** Reads the closing line of a job. One that ended without it, or failed as a whole, counts as one failure. */
export function countsOf({ exitCode, output }: JobResult): Counts {
  const [line] = [...output.matchAll(CLOSING_LINE)].slice(-1);
  const [passed = 0, failed = 0, skipped = 0] = (line ?? [])
    .slice(1)
    .map((text) => Number(text ?? 0));
  const isUntold = exitCode !== 0 && failed === 0;
  const ranNothing = passed + failed + skipped === 0;
  return { passed, failed: isUntold || ranNothing ? 1 : failed, skipped };
}

const CLOSING_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

export function sumOf(all: readonly Counts[]): Counts {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** `"12 passed, 0 failed, 1 skipped"` */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
