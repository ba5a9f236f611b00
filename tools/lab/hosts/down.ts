import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { linkName } from "../network/names";
import { findHosts, marker } from "../processes/labProcesses";
import { runScript } from "../processes/runScript";
import type { LabPaths } from "../state/labPaths";
import { ownState } from "../state/labState";
import { endHost, endMarked } from "./endHost";

/**
 * Takes the lab `id` away: hosts, disks with all that is on them, switch, link and state. Finds
 * what there is without the state, and does nothing where there is nothing.
 *
 * @throws RangeError when the directory is another lab's.
 * @throws Error when something cannot be removed; a later `down` goes on.
 */
export async function down(id: string, paths: LabPaths): Promise<void> {
  ownState(paths, id);
  await Promise.all([...findHosts(id).values()].map(endHost));
  await endMarked(id, () => true);
  await runScript("remove", marker(id, "remove"), { DISKS: paths.disks, LINK: linkName(id) });
  rmSync(paths.state, { force: true });
  rmSync(`${paths.state}.next`, { force: true });
  removeIfEmpty(paths.directory);
}

/** The caller's own files may lie in it. */
function removeIfEmpty(directory: string): void {
  try {
    if (readdirSync(directory).length === 0) rmdirSync(directory);
  } catch (error) {
    const isAway = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isAway) throw error;
  }
}
