/** Facts read from the hosts over SSH. */
export interface HostFacts {
  /** Why something could not be inspected, a sentence each. */
  readonly uninspected: readonly string[];
  /** The names of the nodes that have a hold file on an inspected host. */
  readonly held: readonly string[];
  /** The names in the nodes.conf of each server that is not declared, by that server's name. */
  readonly unmanagedPeers: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the interfaces of each inspected host, by the host's address. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the inspected hosts that lack the script of their nodes. */
  readonly withoutScript: readonly string[];
  /** The directory of the configuration files on every host. */
  readonly directory: string;
}

/** The host facts if no host was inspected. @param directory of the configuration files */
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
