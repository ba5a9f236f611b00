import { readdirSync, readFileSync } from "node:fs";

/** Some fields of `/proc/PID/stat`. */
export interface ProcessStat {
  pid: number;
  /** The program's name, at most 15 characters: `"sshd"`. */
  name: string;
  /** `"S"` sleeping, `"Z"` zombie, ... */
  state: string;
  parent: number;
  group: number;
  /** Clock ticks between boot and start. PID and start time together identify a process. */
  startTime: number;
}

/** Parses `/proc/PID/stat`. The name, in parentheses, may contain blanks and parentheses. */
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

/** Reads `/proc/PID/stat`; returns `undefined` if the process has ended. A zombie has ended. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return stat.state === "Z" || stat.state === "X" ? undefined : stat;
  } catch {
    // ENOENT or ESRCH, depending on when it ended.
    return undefined;
  }
}

/** Returns true if this very process still runs, not another one with its PID. */
export function isRunning({ pid, startTime }: ProcessStat): boolean {
  return readStat(pid)?.startTime === startTime;
}

export function listProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readStat(Number(pid)) ?? []);
}
