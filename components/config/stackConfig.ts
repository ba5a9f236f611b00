import type { Topology } from "../cluster/spec/topology";
import type { HostTrust } from "../operations/ssh/trust/trustHosts";
import type { Directives } from "../spec/directives";
import type { RunHost } from "../spec/runSpec";

/** A cluster's configuration without its secrets: checked, complete, and its nodes placed. */
export interface StackConfig {
  readonly hosts: readonly RunHost[];
  readonly replicas: number;
  readonly allowSharedDomain: boolean;
  readonly directory: string;
  readonly directives: Directives;
  readonly serverCommand: string;
  readonly onDestroy: "keep" | "delete";
  /** A file on the machine that runs Pulumi; `~` is the home directory. */
  readonly privateKeyPath?: string;
  readonly agent: boolean;
  readonly knownHosts: string;
  readonly hostKeyChecking: HostTrust["hostKeyChecking"];
  /** The shards that a new cluster of these hosts gets. */
  readonly topology: Topology;
}
