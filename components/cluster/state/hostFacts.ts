export interface HostFacts {
  readonly uninspected: readonly string[];
  /** The names of all members, by the records of inspected hosts and by the hold files of a former version. */
  readonly recorded: readonly string[];
  /** Why hosts cannot run these nodes. */
  readonly failedChecks: readonly FailedHostCheck[];
  /** Files of servers that no stack created, on hosts without a record. */
  readonly unmanagedFiles: readonly UnmanagedFile[];
  /** The addresses of the hosts whose record is another text. */
  readonly unreadableRecords: readonly string[];
  /** The stack that the records name as the owner, if that is not this stack. */
  readonly formerOwner?: string;
  /** The names in the nodes.conf of each server that is not declared, by that server's name. */
  readonly unmanagedPeers: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the interfaces of each inspected host, by the host's address. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly withoutScript: readonly string[];
  readonly directory: string;
}

export interface FailedHostCheck {
  /** The host's address. */
  readonly host: string;
  readonly node?: string;
  readonly text: string;
}

export interface UnmanagedFile {
  readonly path: string;
  /** The declared node that would use this file; undefined for a file under another name. */
  readonly node?: string;
  /** The host's address. */
  readonly host: string;
}

export function noHostFacts(directory: string): HostFacts {
  return {
    uninspected: [],
    recorded: [],
    failedChecks: [],
    unmanagedFiles: [],
    unreadableRecords: [],
    unmanagedPeers: new Map(),
    addresses: new Map(),
    withoutScript: [],
    directory,
  };
}
