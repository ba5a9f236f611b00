import { killProcess } from "../processes/killProcess";
import { findMarked, type HostProcess, type MarkedProcess } from "../processes/labProcesses";
import { readStat } from "../processes/processStat";
import { waitFor } from "../processes/waitFor";

/**
 * Ends a host as a loss of power does: SIGKILL of its PID 1. The kernel ends everything else in
 * its PID namespace before PID 1 itself is gone, so that is the proof for all.
 *
 * @throws Error when it does not end.
 */
export async function endHost({ address, init, keeper }: HostProcess): Promise<void> {
  await killProcess(init);
  await waitFor(() => readStat(keeper.pid)?.startTime !== keeper.startTime, {
    what: `the keeper of host ${address} to end`,
    limit: 10_000,
  });
}

/**
 * Kills the processes of the lab `id` that are about a chosen subject (a host's address or a
 * script's name), with all that they started, and waits until they are gone.
 *
 * @throws Error when one does not end.
 */
export async function endMarked(id: string, isChosen: (subject: string) => boolean): Promise<void> {
  // Again, as one may have started another between the look and the kill.
  for (let left = find(); left.length > 0; left = find()) {
    await Promise.all(left.map((one) => killProcess(one)));
  }
  function find(): MarkedProcess[] {
    return findMarked(id).filter(({ subject }) => isChosen(subject));
  }
}
