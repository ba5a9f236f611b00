import { readdirSync, readFileSync } from "node:fs";

/** What `/proc/PID/stat` says of a process. */
export interface ProcessStat {
  pid: number;
  /** The program, at most 15 characters: `"sshd"`. */
  name: string;
  /** `"S"` sleeping, `"Z"` zombie, ... */
  state: string;
  parent: number;
  /** Its process group. */
  group: number;
  /** When it started, in clock ticks since boot: with the PID it names one process for ever. */
  startTime: number;
}

/** Reads `/proc/PID/stat`; the name in it, in parentheses, may hold spaces and parentheses. */
export function parseStat(text: string): ProcessStat {
  const end = text.lastIndexOf(")");
  const rest = text.slice(end + 2).split(" ");
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(text.indexOf("(") + 1, end),
    state: rest[0] ?? "",
    parent: Number(rest[1]),
    group: Number(rest[2]),
    startTime: Number(rest[19]),
  };
}

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

/** Lists every living process that this PID namespace shows. */
export function listProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readStat(Number(pid)) ?? []);
}
