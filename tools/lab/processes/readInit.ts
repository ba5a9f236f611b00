import { readFileSync } from "node:fs";
import type { ProcessStat } from "./parseStat";
import { readStat } from "./readStat";

/** Looks at the PID 1 of the host that this process keeps; `undefined` when there is none. */
export function readInit(keeper: number): ProcessStat | undefined {
  try {
    const children = readFileSync(`/proc/${keeper}/task/${keeper}/children`, "utf8");
    return readStat(Number.parseInt(children, 10));
  } catch {
    // The keeper has ended.
    return undefined;
  }
}
