import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where a lab keeps what is its own, absolute. */
export interface LabPaths {
  directory: string;
  /** The state, JSON. */
  state: string;
  /** The tmpfs with the layers, every host's disk and the switch's namespace. */
  disks: string;
}

/** Names the files and folders of the lab in `directory`. */
export function labPaths(directory: string): LabPaths {
  const absolute = resolve(directory);
  return { directory: absolute, state: join(absolute, "lab.json"), disks: join(absolute, "disks") };
}

/**
 * Names a lab by its directory and the network namespace it is used from: `"0a1b2c3d"`. Found
 * without any state, so that what a killed program left is found too; and two labs never share
 * it, though tests give the same directory to one namespace after the other.
 */
export function labId(directory: string, network = readlinkSync("/proc/self/ns/net")): string {
  const hash = createHash("sha256").update(`${network} ${resolve(directory)}`);
  return hash.digest("hex").slice(0, 8);
}
