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
