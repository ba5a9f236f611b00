import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "./cluster/plan/clusterReport";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { operationsCommand } from "./pulumi/operationsCommand";

/** The arguments of a `ClusterBootstrap`. */
export interface ClusterBootstrapArgs extends ClusterArgs {
  /** The nodes, all of which are made before: each a `RedisClusterNode`. */
  nodes: readonly pulumi.Resource[];
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
    // A resource of its own, as a converge that was killed is in no state, but its hold files are there.
    const release = operationsCommand(
      `${name}-release`,
      { ...args, problem: undefined },
      { delete: "release", logging: command.local.Logging.Stderr },
      { parent: this, dependsOn: [...args.nodes] },
    );
    const converge = operationsCommand(
      `${name}-converge`,
      args,
      { create: "converge", logging: command.local.Logging.Stderr },
      { parent: this, dependsOn: [...args.nodes, release] },
    );
    // What it prints repeats no secret of its input.
    this.report = pulumi.unsecret(converge.stdout).apply((stdout) => {
      const report = parseReport(stdout);
      // Said again by each preview, as it stays so without being a change.
      for (const warning of warningsOf(report)) void pulumi.log.warn(warning, this);
      return report;
    });
    this.registerOutputs({ report: this.report });
  }
}

/** What a user must know of a cluster that is formed, but not wholly as declared. */
function warningsOf({ pending }: ClusterReport): string[] {
  return Object.entries(pending).map(
    ([directive, nodes]) =>
      `${directive} takes a restart of the server: until then ${nodes.join(", ")} run with what they had`,
  );
}

function parseReport(stdout: string): ClusterReport {
  return JSON.parse(stdout);
}
