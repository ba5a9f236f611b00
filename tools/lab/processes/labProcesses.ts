import { readFileSync } from "node:fs";
import { listProcesses, type ProcessStat, readStat } from "./processStat";

/**
 * The argument by which a process of a lab is found: `"redis-cluster-lab=0a1b2c3d:192.168.56.65"`
 * for what keeps a host, `"redis-cluster-lab=0a1b2c3d:switch"` for a script at work.
 */
export function marker(id: string, subject: string): string {
  return `redis-cluster-lab=${id}:${subject}`;
}

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

/** A host that runs. */
export interface HostProcess {
  address: string;
  /** What keeps the host: `unshare`, which waits for PID 1 and ends with it. */
  keeper: ProcessStat;
  /** The host's PID 1, with its PID out here. */
  init: ProcessStat;
}

/** Finds the running hosts of the lab `id`, by address. */
export function findHosts(id: string): Map<string, HostProcess> {
  const hosts = new Map<string, HostProcess>();
  const marked = findMarked(id);
  const pids = new Set(marked.map((one) => one.pid));
  // Until sshd takes its place PID 1 has the marker too: the keeper is the one above it.
  for (const { subject, ...keeper } of marked.filter((one) => !pids.has(one.parent))) {
    const init = readInit(keeper.pid);
    if (init !== undefined) hosts.set(subject, { address: subject, keeper, init });
  }
  return hosts;
}

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
