import type { OnDisk } from "../cluster/state/observed";

/** The conf files of one node, whose names scripts/lib/conf.sh explains. */
export interface ConfOnDisk {
  /** The text of the conf in force; none where the node was never made. */
  readonly active?: string;
  /** The text of the declared conf that lies beside it. */
  readonly staged?: string;
  /** A conf's text, and each directive as it is under that conf. */
  readonly effective?: { readonly conf: string; readonly values: ReadonlyMap<string, string> };
  /** The directives of `next` that take a restart. */
  readonly pending: readonly string[];
}

/** What lies on the disk of one node. */
export interface NodeOnDisk extends OnDisk {
  /** The id in its hold file. */
  readonly hold?: string;
  readonly conf: ConfOnDisk;
}

/** What a look at one host saw. */
export interface HostInspection {
  /** The nodes that were asked for, by port. */
  readonly nodes: ReadonlyMap<number, NodeOnDisk>;
  /** The ports of all that have a hold file, asked for or not: the members of a cluster. */
  readonly held: readonly number[];
  /** Whom the nodes.conf of a port names that was not asked for, by that port. */
  readonly unmanagedPeers: ReadonlyMap<number, readonly string[]>;
  /** The IPv4 addresses of the host's interfaces. */
  readonly addresses: readonly string[];
  /** Whether the script of its nodes lies there, in this project's version. */
  readonly isPrepared: boolean;
}
