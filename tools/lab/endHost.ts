import type { HostProcess } from "./processes/findHosts";
import { killProcess } from "./processes/killProcess";
import { readStat } from "./processes/readStat";
import { waitFor } from "./waitFor";

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
