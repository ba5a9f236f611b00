import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { describeFailedStarts } from "./cluster/checks/failedStarts";
import type { ClusterReport } from "./cluster/plan/clusterReport";
import { listNodes } from "./cluster/spec/nodeList";
import type { ClusterClaim } from "./clusterClaim";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { operationsCommand } from "./pulumi/operationsCommand";
import { userError } from "./pulumi/userError";
import { RedisClusterNode } from "./redisClusterNode";
import type { FailedStart } from "./spec/runSpec";

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
    const failedStarts = failedStartsOf(args);
    const converge = operationsCommand(
      `${name}-converge`,
      {
        cluster: args,
        create: "converge",
        record: { owner, claim },
        ...(failedStarts === undefined ? {} : { failedStarts }),
        logging: command.local.Logging.Stderr,
      },
      { parent: this, dependsOn: [...args.nodes] },
    );
    if (failedStarts !== undefined) failUnlessRun(converge, failedStarts);
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

/**
 * The nodes that this `up` could not create; undefined if it creates none. Without a problem it does not, and then
 * the command must not depend on their outputs, which a preview may not know.
 */
function failedStartsOf({ nodes, problem }: ClusterBootstrapArgs): FailedStarts | undefined {
  if (problem === undefined) return undefined;
  const starts = nodes.flatMap((node) =>
    node instanceof RedisClusterNode ? [node.failedStart] : [],
  );
  return pulumi.all(starts).apply((all) => {
    const failed = all.filter((one) => one !== undefined);
    return failed.length > 0 ? failed : undefined;
  });
}

type FailedStarts = pulumi.Output<FailedStart[] | undefined>;

/** Converge fails of a node that was not created. Where it does not run (`up --target NODE`) the program fails. */
function failUnlessRun(converge: pulumi.Resource, failedStarts: FailedStarts): void {
  pulumi.all([failedStarts, converge.urn]).apply(([failed]) => {
    if (failed !== undefined) throw userError(describeFailedStarts(failed));
  });
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

/** Pulumi has no output of a command that was never created, since it is not among the targets of an `up`. */
function parseReport(stdout: string | undefined): ClusterReport {
  if (stdout === undefined)
    throw userError("the cluster was not formed: its bootstrap is not among the targets");
  return JSON.parse(stdout);
}
