import { killProcess } from "../processes/killProcess";
import { findMarked, type HostProcess } from "../processes/labProcesses";
import { isRunning } from "../processes/processStat";
import { waitFor, waitForAll } from "../processes/wait";

/** Time limit in ms for killed processes to end. */
const LIMIT = 10_000;

/**
 * Ends a host like a power failure: SIGKILL to its PID 1. The kernel ends every process of its PID
 * namespace before PID 1 itself, so all have ended when this returns.
 *
 * @throws Error if it still runs after 10 s
 */
export async function endHost({ address, init, unshare }: HostProcess): Promise<void> {
  await killProcess(init);
  await waitFor(() => !isRunning(unshare), {
    what: `process ${unshare.pid} of host ${address} to end`,
    limit: LIMIT,
  });
}

/**
 * Kills the marked processes of the lab `id` with a chosen subject (a host's address or a script's
 * name) and everything they started, and waits until all have ended.
 *
 * @throws Error if one still runs after 10 s
 */
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
