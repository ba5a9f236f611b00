import { rmdirSync, rmSync } from "node:fs";
import { linkName } from "../network/names";
import { findHosts } from "../processes/labProcesses";
import { runScript } from "../processes/runScript";
import { waitForAll } from "../processes/wait";
import type { LabLocation } from "../state/labLocation";
import { readOwnState } from "../state/labState";
import { endHost, endMarked } from "./endHost";

/** Removes the hosts, disks, switch, link and state of a lab. May be repeated after a failure. */
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
