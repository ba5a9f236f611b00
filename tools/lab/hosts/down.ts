import { rmdirSync, rmSync } from "node:fs";
import { linkName } from "../network/names";
import { findHosts } from "../processes/labProcesses";
import { runScript } from "../processes/runScript";
import { waitForAll } from "../processes/wait";
import type { LabLocation } from "../state/labLocation";
import { readOwnState } from "../state/labState";
import { endHost, endMarked } from "./endHost";

/**
 * Removes the lab: its hosts, disks, switch, link and state. Finds them without the state, and does
 * nothing if there are none. If it was interrupted, the next `down` does the rest.
 *
 * @throws RangeError if the directory belongs to a lab in another network namespace
 */
export async function down(location: LabLocation): Promise<void> {
  const { id, disks, state, directory } = location;
  readOwnState(location);
  await waitForAll([...findHosts(id).values()].map(endHost));
  await endMarked(id, () => true);
  await runScript("remove", { id, variables: { DISKS: disks, LINK: linkName(id) } });
  rmSync(state, { force: true });
  rmSync(`${state}.next`, { force: true });
  removeIfEmpty(directory);
}

/** Removes a directory unless it has files, such as the caller's own. */
export function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}
