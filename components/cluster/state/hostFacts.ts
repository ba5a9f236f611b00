/** What was learnt beside the nodes' own words. */
export interface HostFacts {
  /** What could not be seen, a sentence each. */
  readonly uninspected: readonly string[];
  /** The names of the nodes that have a hold file, on the hosts whose disks were looked at. */
  readonly held: readonly string[];
  /** Whom the nodes.conf of a server names that is not declared, by that server's name. */
  readonly unmanagedPeers: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the interfaces of each host that was looked at, by the host's address. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the hosts that were looked at and lack the script of their nodes. */
  readonly withoutScript: readonly string[];
  /** The folder of the confs on every host. */
  readonly directory: string;
}

/** What is learnt beside the nodes' own words where no host was looked at. @param directory of the confs */
export function noHostFacts(directory: string): HostFacts {
  return {
    uninspected: [],
    held: [],
    unmanagedPeers: new Map(),
    addresses: new Map(),
    withoutScript: [],
    directory,
  };
}
