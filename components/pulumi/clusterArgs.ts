import type * as pulumi from "@pulumi/pulumi";
import type { Directives } from "../spec/directives";
import type { Credentials, RunHost } from "../spec/runSpec";

/** The arguments that describe one cluster, of `ClusterBootstrap` and `ClusterVerification` alike. */
export interface ClusterArgs {
  /** The hosts with the ports of their nodes. */
  hosts: readonly RunHost[];
  /** Replicas of each primary. @default 1 */
  replicas?: number;
  /** Whether a replica may stand in its primary's domain. @default false */
  allowSharedDomain?: boolean;
  /** The folder of the confs on every host. @default "/root/conf" */
  directory?: string;
  /** The server's command on every host. @default "redis-server" */
  serverCommand?: string;
  /** Further redis.conf directives of every node. @default none */
  directives?: Directives;
  /** requirepass of every node. @default none */
  password?: pulumi.Input<string>;
  /** How to log in to every host. */
  credentials: pulumi.Input<Credentials>;
  /**
   * What a look at the running cluster found wrong; it makes this resource run again. Pass a text
   * that was never used before each time something is wrong, and nothing when all is well.
   */
  problem?: string;
}
