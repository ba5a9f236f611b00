import { readFileSync } from "node:fs";
import { listProcesses } from "./listProcesses";
import { marker } from "./marker";
import type { ProcessStat } from "./parseStat";

/** A process that a lab started itself. */
export interface MarkedProcess extends ProcessStat {
  /** A host's address, or the name of a script. */
  subject: string;
}

/** Finds the living processes of the lab `id`, whoever started them. */
export function findMarked(id: string): MarkedProcess[] {
  return listProcesses().flatMap((one) => {
    const subject = readSubject(one.pid, marker(id, ""));
    return subject === undefined ? [] : { ...one, subject };
  });
}

function readSubject(pid: number, start: string): string | undefined {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0");
    return argv.find((argument) => argument.startsWith(start))?.slice(start.length);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
