import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { toolEnvironment } from "../../processes/runTool";
import { NETWORK_LENGTH } from "../network/address";
import { hardwareAddress, portName } from "../network/names";
import { findHosts, marker } from "../processes/labProcesses";
import type { LabLocation } from "../state/labLocation";
import { type LabState, readOwnState } from "../state/labState";
import { endHost, endMarked } from "./endHost";
import { waitForSsh } from "./waitForSsh";

export interface HostContext {
  location: LabLocation;
  state: LabState;
}

/** Starts a host on its disk, or on a new one. @throws Error with its log if sshd does not answer */
export async function startHost(address: string, context: HostContext): Promise<void> {
  const { id, disks } = context.location;
  const disk = join(disks, "hosts", address);
  mkdirSync(disk, { recursive: true });
  const log = join(disk, "host.log");
  const output = openSync(log, "w");
  const host = spawn("unshare", unshareArguments(marker(id, address)), {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...toolEnvironment(), ...variables(address, context) },
  });
  closeSync(output);
  // If unshare cannot be started it has no PID, and waitForSsh fails.
  host.on("error", () => {});
  host.unref();
  try {
    await waitForSsh(address, host.pid ?? 0);
  } catch (cause) {
    await endStarted(id, address);
    const text = readFileSync(log, "utf8").trim();
    throw new Error(`Cannot start host ${address}: ${messageOf(cause)}\n${text}`, { cause });
  }
}

async function endStarted(id: string, address: string): Promise<void> {
  const host = findHosts(id).get(address);
  if (host !== undefined) await endHost(host);
  await endMarked(id, (subject) => subject === address);
}

function unshareArguments(mark: string): string[] {
  const spaces = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child=SIGKILL"];
  return [...spaces, "sh", join(__dirname, "..", "scripts", "host.sh"), mark];
}

function variables(address: string, { location, state }: HostContext): Record<string, string> {
  return {
    DISKS: location.disks,
    ADDRESS: address,
    PREFIX: String(NETWORK_LENGTH),
    PORT: portName(address),
    HARDWARE_ADDRESS: hardwareAddress(address),
    LOWER: [...state.layers.map((_, index) => `layer-${index}`), "image", "/"].join(":"),
    MASKED: maskedDirectories([join(__dirname, "..", "..", "..")]).join("\n"),
    PUBLIC_KEY: state.publicKey,
  };
}

/** Returns the directories to hide from hosts: /root and `further`, without those inside another. */
export function maskedDirectories(further: readonly string[]): string[] {
  const all = ["/root", ...further.map((directory) => resolve(directory))];
  const isInside = (directory: string) =>
    all.some((other) => other !== "/" && directory.startsWith(other + sep));
  return [...new Set(all)].filter((directory) => directory !== "/" && !isInside(directory));
}

/** Starts a stopped host on its disk. @throws RangeError if it is unknown, or its disk is missing */
export async function startAgain(address: string, location: LabLocation): Promise<void> {
  const state = readOwnState(location);
  if (!state?.hosts.includes(address)) {
    const known = state === undefined ? "There is no lab" : `It has ${state.hosts.join(", ")}`;
    throw new RangeError(`Cannot start ${address}: the lab has no such host. ${known}`);
  }
  if (findHosts(location.id).has(address)) return;
  if (!existsSync(join(location.disks, "switch"))) {
    throw new RangeError(
      `Cannot start host ${address}: its disk is missing, probably because this machine was rebooted. ` +
        "Create the lab again with up",
    );
  }
  await startHost(address, { location, state });
}
