import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toolEnvironment } from "../processes/runTool";
import type { LabPaths } from "./labPaths";
import type { LabState } from "./labState";
import { maskedFolders } from "./maskedFolders";
import { hardwareAddress } from "./network/hardwareAddress";
import { NETWORK_LENGTH } from "./network/networkOf";
import { portName } from "./network/portName";
import { marker } from "./processes/marker";
import { waitForSsh } from "./waitForSsh";

/**
 * Starts a host on its disk, which is made when it has none, and waits until its sshd greets. The
 * host goes on when this program ends.
 *
 * @throws Error with the end of the host's log when it does not come up.
 */
export async function startHost(address: string, paths: LabPaths, state: LabState): Promise<void> {
  const disk = join(paths.disks, "hosts", address);
  mkdirSync(disk, { recursive: true });
  const log = join(disk, "host.log");
  const output = openSync(log, "w");
  const host = spawn("unshare", unshareArguments(marker(state.id, address)), {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...toolEnvironment(), ...variables(address, paths, state) },
  });
  closeSync(output);
  host.on("error", () => {});
  host.unref();
  try {
    await waitForSsh(address, host.pid ?? 0);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}\n${readFileSync(log, "utf8").trim()}`, { cause });
  }
}

function unshareArguments(mark: string): string[] {
  const spaces = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child=SIGKILL"];
  return [...spaces, "sh", join(__dirname, "scripts", "host.sh"), mark];
}

function variables(address: string, paths: LabPaths, state: LabState): Record<string, string> {
  return {
    DISKS: paths.disks,
    ADDRESS: address,
    PREFIX: String(NETWORK_LENGTH),
    PORT: portName(address),
    HARDWARE_ADDRESS: hardwareAddress(address),
    LOWER: [...state.layers.map((_, index) => `layer-${index}`), "image", "/"].join(":"),
    MASKED: maskedFolders([join(__dirname, "..", "..")]).join("\n"),
    PUBLIC_KEY: state.publicKey,
  };
}
