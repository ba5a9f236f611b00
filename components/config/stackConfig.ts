import type { Trust } from "../operations/ssh/trust/trustHosts";
import type { Directives } from "../spec/directives";
import type { Credentials, RunHost } from "../spec/runSpec";

/** The stack's configuration, checked and complete; the secrets are beside it. */
export interface StackConfig {
  readonly hosts: readonly RunHost[];
  readonly replicas: number;
  readonly allowSharedDomain: boolean;
  readonly directory: string;
  readonly directives: Directives;
  readonly serverCommand: string;
  readonly onDestroy: "keep" | "delete";
  /** Where the private key lies on the operator's machine, `~` for the home folder. */
  readonly privateKeyPath?: string;
  readonly agent: boolean;
  /** The known_hosts file on the operator's machine, `~` for the home folder. */
  readonly knownHosts: string;
  readonly hostKeyChecking: Trust["hostKeyChecking"];
}

/** Everything that index.ts builds the cluster from. */
export interface StackSettings {
  readonly config: StackConfig;
  readonly credentials: Credentials;
  /** requirepass; none when it was not set. */
  readonly password?: string;
}
