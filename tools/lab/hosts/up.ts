import { bulletList } from "../../../components/text/bulletList";
import { findMachineFacts } from "../machine/machineFacts";
import { obstacles } from "../machine/obstacles";
import { linkName } from "../network/names";
import { verifyRoutes } from "../network/routes";
import { findCut } from "../network/switch";
import { findHosts } from "../processes/labProcesses";
import { runScript } from "../processes/runScript";
import { waitForAll } from "../processes/wait";
import type { LabLocation } from "../state/labLocation";
import { readOwnState, writeState } from "../state/labState";
import { authorizeKeys } from "./authorizeKeys";
import { down } from "./down";
import { endMarked } from "./endHost";
import { type DesiredLab, planUp } from "./planUp";
import { type HostContext, startHost } from "./startHost";
import { waitForSsh } from "./waitForSsh";

/** Where the lab is, and what its hosts are made of. */
export interface UpOptions {
  location: LabLocation;
  /** Returns the path of the image layer; builds it first if it is missing. */
  image: () => Promise<string>;
}

/**
 * Starts the desired hosts that do not run. After a kill the next `up` or `down` continues.
 * @throws Error with all obstacles before anything is changed
 * @throws Error if a step fails; a new lab is removed unless a host has started
 */
export async function up(desired: DesiredLab, { location, image }: UpOptions): Promise<void> {
  const current = readOwnState(location);
  const state = planUp(desired, current);
  const { id } = location;
  const found = obstacles({ ...state, link: linkName(id) }, await findMachineFacts());
  if (found.length > 0) {
    throw new Error(`Cannot create the hosts. Nothing was changed:${bulletList(found)}`);
  }
  const archive = await image();
  // Scripts of a killed program; the lock guarantees that no other program works on the lab.
  await endMarked(id, (subject) => !state.hosts.includes(subject));
  // New keys are recorded last: if this run is killed before, the next one installs them.
  const { publicKey = state.publicKey } = current ?? {};
  writeState(location, { ...state, publicKey });
  try {
    await prepare({ location, state }, archive);
  } catch (error) {
    if (current === undefined) await waitForAll([Promise.reject(error), down(location)]);
    throw error;
  }
  await startMissing(desired.hosts, { location, state });
  if (publicKey === state.publicKey) return;
  await waitForAll([...findHosts(id).values()].map((host) => authorizeKeys(host, state)));
  writeState(location, state);
}

async function prepare({ location, state }: HostContext, archive: string): Promise<void> {
  const { id, disks } = location;
  const layers = state.layers.join("\n");
  await runScript("disks", { id, variables: { DISKS: disks, ARCHIVE: archive, LAYERS: layers } });
  const link = linkName(id);
  const gateways = state.gateways.join("\n");
  await runScript("switch", { id, variables: { DISKS: disks, LINK: link, GATEWAYS: gateways } });
  await verifyRoutes(state.hosts, link);
}

/** A running host may still be starting if its `up` was killed: waits for it, unless it is cut. */
async function startMissing(hosts: readonly string[], context: HostContext): Promise<void> {
  const { location } = context;
  const running = findHosts(location.id);
  const cut = await findCut(hosts, location);
  const makeReachable = (host: string) => {
    const unshare = running.get(host)?.unshare.pid;
    return unshare === undefined ? startHost(host, context) : waitForSsh(host, unshare);
  };
  await waitForAll(hosts.filter((host) => !cut.has(host)).map(makeReachable));
}
