import { readFileSync } from "node:fs";
import { listProcesses, type ProcessStat, readStat } from "./processStat";

/** The argument that identifies a lab's process: `"redis-cluster-lab=0a1b2c3d:192.168.56.65"`. */
export function marker(id: string, subject: string): string {
  return `redis-cluster-lab=${id}:${subject}`;
}

export interface MarkedProcess extends ProcessStat {
  /** A host's address, or the name of a script. */
  subject: string;
}

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
    // It has ended since it was listed.
    return undefined;
  }
}

export interface HostProcess {
  address: string;
  /** The `unshare` that waits for the host's PID 1 and ends with it. */
  unshare: ProcessStat;
  /** The host's PID 1, with its PID on this machine. */
  init: ProcessStat;
}

export function findHosts(id: string): Map<string, HostProcess> {
  const hosts = new Map<string, HostProcess>();
  const marked = findMarked(id);
  const pids = new Set(marked.map((one) => one.pid));
  // Until PID 1 becomes sshd it has the marker too: unshare is the one without a marked parent.
  for (const { subject, ...unshare } of marked.filter((one) => !pids.has(one.parent))) {
    const init = readInit(unshare.pid);
    if (init !== undefined) hosts.set(subject, { address: subject, unshare, init });
  }
  return hosts;
}

export function readInit(unshare: number): ProcessStat | undefined {
  try {
    const children = readFileSync(`/proc/${unshare}/task/${unshare}/children`, "utf8");
    return readStat(Number.parseInt(children, 10));
  } catch {
    return undefined;
  }
}
