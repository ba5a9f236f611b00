import { killProcess } from "../processes/killProcess";
import { findMarked, type HostProcess } from "../processes/labProcesses";
import { isRunning } from "../processes/processStat";
import { waitFor, waitForAll } from "../processes/wait";

const LIMIT = 10_000; // ms

/** Kills a host's PID 1. The kernel ends all other processes of its PID namespace before it. */
export async function endHost({ address, init, unshare }: HostProcess): Promise<void> {
  await killProcess(init);
  await waitFor(() => !isRunning(unshare), {
    what: `process ${unshare.pid} of host ${address} to end`,
    limit: LIMIT,
  });
}

/** Kills the lab's marked processes with a chosen subject, and everything they started. */
export async function endMarked(id: string, isChosen: (subject: string) => boolean): Promise<void> {
  const find = () => findMarked(id).filter(({ subject }) => isChosen(subject));
  // Repeated because a process may start another one before it is killed.
  const killAll = async () => {
    const left = find();
    await waitForAll(left.map(killProcess));
    return left.length === 0;
  };
  await waitFor(killAll, { what: `the processes of lab ${id} to end`, limit: LIMIT });
}
