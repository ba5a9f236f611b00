import type { Beside } from "./assess";

/** What is learnt beside the nodes' own words where no host was looked at. @param directory of the confs */
export function nothingBeside(directory: string): Beside {
  return {
    unseen: [],
    held: [],
    strayPeers: new Map(),
    addresses: new Map(),
    unprepared: [],
    directory,
  };
}
