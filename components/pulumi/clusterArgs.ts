import type * as pulumi from "@pulumi/pulumi";
import type { Directives } from "../spec/directives";
import type { Credentials, Migration, RunHost } from "../spec/runSpec";

/** The cluster as `ClusterBootstrap` and `ClusterVerification` take it. */
export interface ClusterArgs {
  /** The hosts with the ports of their nodes. */
  hosts: readonly RunHost[];
  /** Replicas of each primary. @default 1 */
  replicas?: number;
  /** Whether a replica may share its primary's failure domain. @default false */
  allowSharedDomain?: boolean;
  /** The directory of the configuration files on every host. @default "/root/conf" */
  directory?: string;
  /** The server's command on every host. @default "redis-server" */
  serverCommand?: string;
  /** More redis.conf directives of every node. @default none */
  directives?: Directives;
  /** How fast slots move. @default as fast as the servers can */
  migration?: Migration;
  /** requirepass of every node. @default none */
  password?: pulumi.Input<string>;
  /** How to log in to every host. */
  credentials: pulumi.Input<Credentials>;
  /** A unique text makes this resource run again. Leave it out for a healthy cluster. */
  problem?: pulumi.Input<string>;
}
