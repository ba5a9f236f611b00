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
