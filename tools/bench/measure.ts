import { readFileSync } from "node:fs";

/** What an act took. */
export interface Took {
  /** s on the clock. */
  readonly seconds: number;
  /** s of user and system time of the programs that it ran on this machine and waited for. */
  readonly cpuSeconds: number;
}

/** Measures an act. Only one at a time, as the time of all ended programs is counted. */
export async function measure(act: () => Promise<unknown>): Promise<Took> {
  const cpu = endedChildren();
  const began = performance.now();
  await act();
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: endedChildren() - cpu,
  };
}

/** Ticks in a second. @see proc(5): cutime and cstime are in units of sysconf(_SC_CLK_TCK) */
const TICKS = 100;

/** s of this process's ended children and of theirs. */
function endedChildren(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The second field, the name, may hold blanks; behind it begins the third.
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

/** Some measurements of one thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Sums up measurements. @throws RangeError when there are none */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (lower === undefined || upper === undefined) {
    throw new RangeError("Cannot sum up measurements as there must be one: none given");
  }
  const [min = lower] = sorted;
  return { median: (lower + upper) / 2, min, max: sorted.at(-1) ?? upper };
}
