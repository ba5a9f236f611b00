import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { resolve } from "node:path";

/**
 * Names a lab by its directory and the network namespace it is used from: `"0a1b2c3d"`. Found
 * without any state, so that what a killed program left is found too; and two labs never share
 * it, though tests give the same directory to one namespace after the other.
 */
export function labId(directory: string, network = readlinkSync("/proc/self/ns/net")): string {
  const hash = createHash("sha256").update(`${network} ${resolve(directory)}`);
  return hash.digest("hex").slice(0, 8);
}
