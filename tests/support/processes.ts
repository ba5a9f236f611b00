import { readdirSync, readFileSync } from "node:fs";

/** The pids of the processes whose command line, its words joined by a space, matches. */
export function findProcesses(pattern: RegExp): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && pattern.test(commandLine(pid)));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended since it was listed.
    return "";
  }
}
