import { readFileSync } from "node:fs";

export interface Measurement {
  readonly seconds: number;
  /** User and system time in s of the programs that it ran on this machine and waited for. */
  readonly cpuSeconds: number;
}

/** Measures an action. One at a time, because it counts the CPU time of all programs that ended. */
export async function measure(action: () => Promise<unknown>): Promise<Measurement> {
  const cpu = childCpuSeconds();
  const start = performance.now();
  await action();
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: childCpuSeconds() - cpu,
  };
}

/** Units of cutime and cstime in a second: sysconf(_SC_CLK_TCK), see proc(5). */
const TICKS = 100;

/** CPU time in s of this process's ended children and of theirs. */
function childCpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The second field, the name in parentheses, may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Summarizes measurements. @throws RangeError if there are none */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (lower === undefined || upper === undefined) {
    throw new RangeError("Cannot summarize measurements: there are none");
  }
  const [min = lower] = sorted;
  return { median: (lower + upper) / 2, min, max: sorted.at(-1) ?? upper };
}
