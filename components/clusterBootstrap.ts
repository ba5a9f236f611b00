import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "./cluster/plan/clusterReport";
import { listNodes } from "./cluster/spec/nodeList";
import type { ClusterClaim } from "./clusterClaim";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { operationsCommand } from "./pulumi/operationsCommand";

/** The arguments of a `ClusterBootstrap`. */
export interface ClusterBootstrapArgs extends ClusterArgs {
  /** Every `RedisClusterNode` of the cluster. */
  nodes: readonly pulumi.Resource[];
  /** The claim of the cluster. */
  claim: ClusterClaim;
}

/**
 * Forms the cluster of running nodes: slots, replicas, one view on all of them. It is created only once
 * the cluster is formed. Its deletion changes nothing on the hosts.
 */
export class ClusterBootstrap extends pulumi.ComponentResource {
  /** The state of the cluster at its last converge. */
  readonly report: pulumi.Output<ClusterReport>;

  constructor(name: string, args: ClusterBootstrapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:ClusterBootstrap", name, {}, opts);
    const { owner, claim } = args.claim;
    const converge = operationsCommand(
      `${name}-converge`,
      {
        cluster: args,
        create: "converge",
        record: { owner, claim },
        logging: command.local.Logging.Stderr,
      },
      { parent: this, dependsOn: [...args.nodes] },
    );
    // Its output contains none of the secrets of its input.
    this.report = pulumi.unsecret(converge.stdout).apply((stdout) => {
      const report = parseReport(stdout);
      // Every preview repeats it: it is no change, but it stays true.
      for (const warning of warningsOf(report)) void pulumi.log.warn(warning, this);
      return report;
    });
    this.registerOutputs({ report: this.report });
  }
}

/** The directives that wait for a restart, then those that servers do not use, one line each. */
function warningsOf({ pending, ignored = {} }: ClusterReport): string[] {
  return [
    ...Object.entries(pending).map(
      ([directive, nodes]) =>
        `${directive} takes effect at the next restart. Until then the old value remains on ${count(nodes)}: ${listNodes(nodes)}`,
    ),
    ...Object.entries(ignored).map(
      ([text, nodes]) => `${count(nodes)}: ${text} (${listNodes(nodes)})`,
    ),
  ];
}

function count(nodes: readonly string[]): string {
  return nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
}

function parseReport(stdout: string): ClusterReport {
  return JSON.parse(stdout);
}
