import { readFileSync } from "node:fs";
import { type ProcessStat, parseStat } from "./parseStat";

/** Reads what the kernel says of a process, `undefined` when it is gone. A zombie counts as gone. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return stat.state === "Z" || stat.state === "X" ? undefined : stat;
  } catch {
    // Whatever /proc says of a process that ends meanwhile (ENOENT, ESRCH): it is gone.
    return undefined;
  }
}
