import type { Provider } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { type Assessment, needsConverge, peersKnowOf } from "./cluster/plan/assess";
import { nodeName } from "./cluster/spec/clusterSpec";
import { startOrder } from "./cluster/spec/startOrder";
import { ClusterBootstrap } from "./clusterBootstrap";
import type { ClusterClaim } from "./clusterClaim";
import { ClusterVerification } from "./clusterVerification";
import type { StackConfig } from "./config/stackConfig";
import { describeExchange } from "./operations/redis/exchange";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { runAgain } from "./pulumi/runAgain";
import { warnOfHosts } from "./pulumi/warnOfHosts";
import { withoutStack } from "./pulumi/withoutStack";
import type { RedisClusterNodeState, RedisClusterSinglePointOfFailure } from "./redisClusterArgs";
import { RedisClusterNode } from "./redisClusterNode";
import { RedisHost } from "./redisHost";
import type { Credentials } from "./spec/runSpec";

/** What the children of a `RedisCluster` are made from. */
export interface ClusterPlan {
  /** Each host with its SSH host key. */
  readonly config: StackConfig;
  readonly credentials: pulumi.Output<Credentials>;
  readonly password: pulumi.Input<string> | undefined;
  /** What the inspection found. */
  readonly assessment: Assessment;
  readonly provider: Provider;
  readonly claim: ClusterClaim;
}

/** What a `RedisCluster` takes over from its children. */
export interface ClusterOutputs {
  readonly nodes: pulumi.Output<RedisClusterNodeState[]>;
  readonly server: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;
  readonly singlePointsOfFailure: pulumi.Output<RedisClusterSinglePointOfFailure[]>;
  readonly verification: pulumi.Output<string[]>;
}

/** Makes the resources that follow the claim: hosts, then nodes, then the bootstrap, then the verification. */
export function createChildren(
  parent: pulumi.Resource,
  name: string,
  plan: ClusterPlan,
): ClusterOutputs {
  const { config, credentials, password, assessment, provider, claim } = plan;
  const mustRun = needsConverge(assessment) || assessment.toCreate.length > 0;
  const opts = { parent, providers: [provider] };
  const hosts = createHosts(name, plan, opts);
  const nodes = createNodes(name, plan, hosts);
  warnOfHosts([...hosts.values()]);
  const cluster: ClusterArgs = {
    hosts: config.hosts,
    replicas: config.replicas,
    allowSharedDomain: config.allowSharedDomain,
    directory: config.directory,
    serverCommand: config.serverCommand,
    directives: config.directives,
    credentials,
    ...(config.migration === undefined ? {} : { migration: config.migration }),
    ...(password === undefined ? {} : { password }),
    ...(mustRun ? { problem: runAgain() } : {}),
  };
  const bootstrap = new ClusterBootstrap(`${name}-bootstrap`, { ...cluster, nodes, claim }, opts);
  const verification = new ClusterVerification(
    `${name}-verification`,
    { ...cluster, bootstrap },
    opts,
  );
  const { report } = bootstrap;
  return {
    nodes: report.nodes.apply((all) => [...all]),
    server: report.server,
    version: report.version,
    singlePointsOfFailure: report.singlePointsOfFailure.apply((all) => [...all]),
    verification: verification.result.path.apply((path) => path.map(describeExchange)),
  };
}

/** The hosts by address. */
function createHosts(
  name: string,
  { config, credentials, assessment }: ClusterPlan,
  opts: pulumi.ComponentResourceOptions,
): Map<string, RedisHost> {
  return new Map(
    config.hosts.map(({ address, ssh }) => {
      const lacksScript = assessment.withoutScript.includes(address);
      const args = {
        address,
        ssh,
        credentials,
        directory: config.directory,
        directives: config.directives,
        ...(lacksScript ? { problem: runAgain() } : {}),
      };
      return [address, new RedisHost(`${name}-${address}`, args, opts)];
    }),
  );
}

/** The nodes, in the order in which they start. */
function createNodes(
  name: string,
  { config, password, assessment, claim }: ClusterPlan,
  hosts: ReadonlyMap<string, RedisHost>,
): RedisClusterNode[] {
  // Wait for all hosts: otherwise one host's replicas start before another host's primaries.
  const prepared = [...hosts.values()].map((host) => host.prepared);
  const dependsOn = Promise.all(prepared).then(() => []);
  return startOrder(config.topology, config.hosts).flatMap(({ host: { address }, port }) => {
    const host = hosts.get(address);
    if (host === undefined) return [];
    const args = {
      host,
      claim,
      port,
      serverCommand: config.serverCommand,
      directives: config.directives,
      peersKnow: peersKnowOf(assessment, nodeName({ address, port })),
      isRunning: assessment.running.has(nodeName({ address, port })),
      isOfNewCluster: !assessment.exists || assessment.isUnfinished === true,
      ...(assessment.toCreate.includes(nodeName({ address, port })) ? { problem: runAgain() } : {}),
      ...(password === undefined ? {} : { password }),
    };
    const node = `${name}-${address}-${port}`;
    return [withoutStack(() => new RedisClusterNode(node, args, { dependsOn }))];
  });
}
