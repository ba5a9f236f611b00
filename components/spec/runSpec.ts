import type { ClusterSpec, HostSpec } from "../cluster/spec/clusterSpec";
import type { Directives } from "./directives";

export interface SshTarget {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The only host key that is accepted: `"ssh-ed25519 AAAA..."`. @default none, and any key is accepted */
  readonly hostKey?: string;
}

export interface RunHost extends HostSpec {
  readonly ssh: SshTarget;
}

/** How to log in. The agent is that of SSH_AUTH_SOCK. */
export interface Credentials {
  /** The text of a private key, not its path. */
  readonly privateKey?: string;
  readonly password?: string;
  readonly agent?: boolean;
}

/** All that a run on the cluster needs. operations/main.ts reads it as JSON from standard input. */
export interface RunSpec extends ClusterSpec {
  readonly hosts: readonly RunHost[];
  readonly directory: string;
  readonly serverCommand: string;
  readonly directives: Directives;
  readonly password?: string;
  readonly credentials: Credentials;
  /** How fast slots move. @default as fast as the servers can */
  readonly migration?: Migration;
  /** What the record of every host must say; undefined if this run keeps no records. */
  readonly record?: Ownership;
  /** The nodes of a new cluster whose creation failed in this `up`. @default none */
  readonly failedStarts?: readonly FailedStart[];
}

export interface Migration {
  /** The most moves at the same time. @default all */
  readonly parallel?: number;
  /** The most keys in a second, of all moves together. @default no limit */
  readonly keysPerSecond?: number;
}

export interface FailedStart {
  /** Its name, `"10.1.0.11:7000"`. */
  readonly node: string;
  /** In the words of its host: `"Cannot start 10.1.0.11:7000: port 7000 is in use by nginx (pid 812). .."`. */
  readonly reason: string;
}

/** Which stack manages a cluster, and the claim by which it may stop it. */
export interface Ownership {
  readonly owner: string;
  readonly claim: string;
}
