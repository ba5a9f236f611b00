import type { ClusterSpec, HostSpec } from "../cluster/spec/clusterSpec";
import type { Directives } from "./directives";

/** Where SSH reaches a host. */
export interface SshTarget {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The only key that the host may show: `"ssh-ed25519 AAAA..."`. @default none, and any is taken */
  readonly hostKey?: string;
}

/** A host with its way in. */
export interface RunHost extends HostSpec {
  readonly ssh: SshTarget;
}

/** How to log in; the agent is the one of SSH_AUTH_SOCK of the process that runs. */
export interface Credentials {
  /** The text of a private key, not its path. */
  readonly privateKey?: string;
  readonly password?: string;
  readonly agent?: boolean;
}

/** All that a run on the cluster needs: what main.ts reads as JSON from its standard input. */
export interface RunSpec extends ClusterSpec {
  readonly hosts: readonly RunHost[];
  readonly directory: string;
  readonly serverCommand: string;
  readonly directives: Directives;
  /** requirepass of every node. */
  readonly password?: string;
  readonly credentials: Credentials;
}
