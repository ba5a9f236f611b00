import { findMachineFacts } from "../machine/machineFacts";
import { refusals } from "../machine/obstacles";
import { linkName } from "../network/names";
import { verifyRoutes } from "../network/routes";
import { findCut } from "../network/switch";
import { findHosts, marker } from "../processes/labProcesses";
import { runScript } from "../processes/runScript";
import type { LabPaths } from "../state/labPaths";
import { type LabState, ownState, writeState } from "../state/labState";
import { endMarked } from "./endHost";
import { type LabWish, planUp } from "./planUp";
import { startHost } from "./startHost";
import { waitForSsh } from "./waitForSsh";

/**
 * Brings up the hosts that are wished for and not there. The state is written before the machine
 * is touched, and each act is safe to repeat: one that was killed is finished by the next.
 *
 * @param image gives the path of the image layer, and makes it when it is missing.
 * @throws Error with every refusal, one a line, before anything is changed.
 */
export async function up(
  wish: LabWish,
  paths: LabPaths,
  image: () => Promise<string>,
): Promise<void> {
  const state = planUp(wish, ownState(paths, wish.id));
  const link = linkName(wish.id);
  const problems = refusals({ ...state, link }, await findMachineFacts());
  if (problems.length > 0) throw new Error(problems.join("\n"));
  // No other program is at work now, so what is left of one that was killed would be in the way.
  await endMarked(wish.id, (subject) => !state.hosts.includes(subject));
  writeState(paths, state);
  await makeMachinery(paths, state, await image());
  await verifyRoutes(state.hosts, link);
  await startMissing(wish.hosts, paths, state);
}

async function makeMachinery(paths: LabPaths, state: LabState, archive: string): Promise<void> {
  await runScript("disks", marker(state.id, "disks"), {
    DISKS: paths.disks,
    ARCHIVE: archive,
    LAYERS: state.layers.join("\n"),
  });
  await runScript("switch", marker(state.id, "switch"), {
    DISKS: paths.disks,
    LINK: linkName(state.id),
    GATEWAYS: state.gateways.join("\n"),
  });
}

/**
 * A host that runs may still be on its way, begun by a program that was killed: so it is waited
 * for too. Not when its link is cut, which is left as it is.
 */
async function startMissing(
  hosts: readonly string[],
  paths: LabPaths,
  state: LabState,
): Promise<void> {
  const running = findHosts(state.id);
  const cut = await findCut(hosts, paths);
  const reach = (host: string) => {
    const keeper = running.get(host)?.keeper.pid;
    return keeper === undefined ? startHost(host, paths, state) : waitForSsh(host, keeper);
  };
  await Promise.all(hosts.filter((host) => !cut.has(host)).map(reach));
}
