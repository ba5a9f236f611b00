import { readdirSync, readFileSync } from "node:fs";
import { until } from "./until";

/** The command line of a converge. */
export const CONVERGE = /main\.ts converge/;

/** The pids of the processes whose command line, its words joined by a space, matches. */
function findProcesses(pattern: RegExp): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && pattern.test(commandLine(pid)));
}

/** Kills the one process whose command line matches. @throws Error where it is none, or more than one */
export function killOne(pattern: RegExp): void {
  const found = findProcesses(pattern);
  const [pid] = found;
  if (pid === undefined || found.length > 1) {
    throw new Error(`Cannot kill the one process like ${pattern}: ${found.length} are`);
  }
  process.kill(pid, "SIGKILL");
}

/** True while a converge is at work, of any run. */
export function convergeRuns(): boolean {
  return findProcesses(CONVERGE).length > 0;
}

/** Waits until no converge is at work, of any run. */
export async function noConvergeLeft(): Promise<void> {
  await until("every converge to end", () => (convergeRuns() ? undefined : true));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended since it was listed.
    return "";
  }
}
