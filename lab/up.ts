import { authorizeKeys } from "./authorizeKeys";
import { endMarked } from "./endMarked";
import { findCut } from "./findCut";
import { findMachineFacts } from "./findMachineFacts";
import type { LabPaths } from "./labPaths";
import type { LabState } from "./labState";
import { linkName } from "./network/linkName";
import { ownState } from "./ownState";
import { type LabWish, planUp } from "./planUp";
import { findHosts } from "./processes/findHosts";
import { marker } from "./processes/marker";
import { runScript } from "./processes/runScript";
import { refusals } from "./refusals";
import { startHost } from "./startHost";
import { verifyRoutes } from "./verifyRoutes";
import { waitForSsh } from "./waitForSsh";
import { writeState } from "./writeState";

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
  const present = ownState(paths, wish.id);
  const state = planUp(wish, present);
  const link = linkName(wish.id);
  const problems = refusals({ ...state, link }, await findMachineFacts());
  if (problems.length > 0) throw new Error(problems.join("\n"));
  // No other program is at work now, so what is left of one that was killed would be in the way.
  await endMarked(wish.id, (subject) => !state.hosts.includes(subject));
  const { publicKey = state.publicKey } = present ?? {};
  writeState(paths, { ...state, publicKey });
  await makeMachinery(paths, state, await image());
  await verifyRoutes(state.hosts, link);
  await startMissing(wish.hosts, paths, state);
  if (publicKey === state.publicKey) return;
  await Promise.all([...findHosts(state.id).values()].map((host) => authorizeKeys(host, state)));
  // Last: if this run is killed before, the next one sees the new key as new.
  writeState(paths, state);
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
