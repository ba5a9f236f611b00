import type { LabPaths } from "./labPaths";
import { ownState } from "./ownState";
import { findHosts } from "./processes/findHosts";
import { startHost } from "./startHost";

/**
 * Starts a host of the lab `id` that has ended, on the disk it had; one that runs is left alone.
 *
 * @throws RangeError when the lab has no such host.
 */
export async function startAgain(address: string, id: string, paths: LabPaths): Promise<void> {
  const state = ownState(paths, id);
  if (!state?.hosts.includes(address)) {
    const known = state?.hosts.join(", ") ?? "no host";
    throw new RangeError(`Cannot start host ${address} as the lab must have it: it has ${known}`);
  }
  if (!findHosts(id).has(address)) await startHost(address, paths, state);
}
