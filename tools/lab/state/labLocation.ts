import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Which lab, and where it keeps its files. All paths are absolute. */
export interface LabLocation {
  id: string;
  directory: string;
  state: string;
  /** The lock of programs that change it; outside its directory, which `down` removes. */
  lock: string;
  /** The tmpfs with the layers, the hosts' disks and the switch's network namespace. */
  disks: string;
}

export function locateLab(directory: string): LabLocation {
  const absolute = resolve(directory);
  return {
    id: labId(absolute),
    directory: absolute,
    state: join(absolute, "lab.json"),
    lock: `${absolute}.lock`,
    disks: join(absolute, "disks"),
  };
}

/** `"0a1b2c3d"`. Depends on the network namespace: tests use a directory in one after another. */
export function labId(directory: string, network = readlinkSync("/proc/self/ns/net")): string {
  const hash = createHash("sha256").update(`${network} ${resolve(directory)}`);
  return hash.digest("hex").slice(0, 8);
}
