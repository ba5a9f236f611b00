import { findMarked } from "./findMarked";
import type { ProcessStat } from "./parseStat";
import { readInit } from "./readInit";

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
