import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "./operations/clusterReport";
import type { Credentials, RunHost } from "./operations/runSpec";
import { operationsProgram } from "./operationsProgram";
import type { RedisClusterNode } from "./redisClusterNode";

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
  /** requirepass of every node. @default none */
  password?: pulumi.Input<string>;
  /** How to log in to every host. */
  credentials: pulumi.Input<Credentials>;
  /**
   * What a look at the running cluster found wrong; it makes this resource run again. Pass a text
   * that was never used before each time something is wrong, and nothing when all is well.
   */
  finding?: string;
}

/** The arguments of a `ClusterBootstrap`. */
export interface ClusterBootstrapArgs extends ClusterArgs {
  /** The nodes, all of which are made before. */
  nodes: readonly RedisClusterNode[];
}

/**
 * Brings the running nodes to the declared cluster: slots, replicas, one view on all of them. It is
 * there only when the cluster is formed; its deletion lets the nodes be stopped.
 */
export class ClusterBootstrap extends pulumi.ComponentResource {
  /** The cluster as it was when it last converged. */
  readonly report: pulumi.Output<ClusterReport>;

  constructor(name: string, args: ClusterBootstrapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:ClusterBootstrap", name, {}, opts);
    const converge = new command.local.Command(
      `${name}-converge`,
      {
        ...operationsProgram("converge"),
        delete: operationsProgram("release").create,
        stdin: runSpecOf(args),
        logging: command.local.Logging.Stderr,
        addPreviousOutputInEnv: false,
        ...environmentOf(args.finding),
      },
      { parent: this, dependsOn: [...args.nodes], ...ignoreStale(args.finding) },
    );
    // What it prints repeats no secret of its input.
    this.report = pulumi.unsecret(converge.stdout).apply(parseReport);
    this.registerOutputs({ report: this.report });
  }
}

/** The RunSpec of `args` as JSON, secret as it may hold a key and a password; `after` comes along. */
export function runSpecOf(args: ClusterArgs, after?: pulumi.Input<object>): pulumi.Output<string> {
  const spec = pulumi.output({
    hosts: args.hosts,
    replicas: args.replicas ?? 1,
    allowSharedDomain: args.allowSharedDomain ?? false,
    directory: args.directory ?? "/root/conf",
    serverCommand: args.serverCommand ?? "redis-server",
    ...(args.password === undefined ? {} : { password: args.password }),
    credentials: args.credentials,
    ...(after === undefined ? {} : { after }),
  });
  return pulumi.secret(pulumi.jsonStringify(spec));
}

/** The finding as an input that the engine sees change; the program itself never reads it. */
export function environmentOf(finding: string | undefined): {
  environment?: Record<string, string>;
} {
  return finding === undefined ? {} : { environment: { FINDING: finding } };
}

/** An old finding stays in the state; when all is well again that is no change. */
export function ignoreStale(finding: string | undefined): { ignoreChanges?: string[] } {
  return finding === undefined ? { ignoreChanges: ["environment"] } : {};
}

function parseReport(stdout: string): ClusterReport {
  return JSON.parse(stdout);
}
