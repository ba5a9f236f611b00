import { readdirSync } from "node:fs";
import type { ProcessStat } from "./parseStat";
import { readStat } from "./readStat";

/** Lists every living process that this PID namespace shows. */
export function listProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readStat(Number(pid)) ?? []);
}
