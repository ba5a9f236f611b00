import type { Topology } from "../cluster/spec/topology";
import type { HostTrust } from "../operations/ssh/trust/trustHosts";
import type { Directives } from "../spec/directives";
import type { Migration, RunHost } from "../spec/runSpec";

export interface StackConfig {
  readonly hosts: readonly RunHost[];
  readonly replicas: number;
  readonly allowSharedDomain: boolean;
  readonly allowNoPassword: boolean;
  readonly directory: string;
  readonly directives: Directives;
  readonly migration?: Migration;
  readonly serverCommand: string;
  readonly onDestroy: "keep" | "delete";
  /** The stack whose cluster this one takes over. */
  readonly adopt?: string;
  /** A file on the machine that runs Pulumi; `~` is the home directory. */
  readonly privateKeyPath?: string;
  readonly agent: boolean;
  readonly knownHosts: string;
  readonly hostKeyChecking: HostTrust["hostKeyChecking"];
  readonly topology: Topology;
}
