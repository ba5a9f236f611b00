import { Provider } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { type Assessment, needsConverge } from "./cluster/plan/assess";
import { describeAssessment, describePendingStarts } from "./cluster/plan/describeAssessment";
import { clusterWarnings } from "./cluster/plan/warnings";
import { nodeName, nodesOf } from "./cluster/spec/clusterSpec";
import { type ClusterOutputs, createChildren } from "./clusterChildren";
import { ClusterClaim, thisStack } from "./clusterClaim";
import { checkArgs } from "./config/checkArgs";
import { resolveSecrets } from "./config/resolveSecrets";
import type { StackConfig } from "./config/stackConfig";
import { inspect, rejectForeign, rejectUnsafe } from "./inspectBefore";
import { trustHosts } from "./operations/ssh/trust/trustHosts";
import { assessInspection } from "./operations/verbs/inspectCluster";
import { failOfHost } from "./pulumi/failOfHost";
import { knownValue } from "./pulumi/knownValue";
import { userError } from "./pulumi/userError";
import type {
  RedisClusterArgs,
  RedisClusterNodeState,
  RedisClusterSinglePointOfFailure,
} from "./redisClusterArgs";
import type { Credentials, Ownership } from "./spec/runSpec";

/** The arguments, by the object that `initialize` gets: secrets and local paths stay out of the state. */
const ARGUMENTS = new WeakMap<object, { args: RedisClusterArgs; config: StackConfig }>();

/**
 * A Redis or Valkey Cluster on hosts reached over SSH: hosts, nodes, bootstrap and verification.
 *
 * It inspects the running cluster before it creates or changes anything. It rejects a node list that
 * would cost data, starts no empty server on an address that a peer knows, and accepts no unknown SSH
 * host key. A preview prints the whole plan.
 */
export class RedisCluster extends pulumi.ComponentResource<ClusterOutputs> {
  /** All nodes, shard by shard. */
  readonly nodes: pulumi.Output<RedisClusterNodeState[]>;
  /** The addresses that a client starts with: `"10.1.0.11:7000"`. */
  readonly startupNodes: pulumi.Output<string[]>;
  /** "redis" or "valkey". */
  readonly server: pulumi.Output<string>;
  /** The servers' version; several are separated by commas. */
  readonly version: pulumi.Output<string>;
  readonly singlePointsOfFailure: pulumi.Output<RedisClusterSinglePointOfFailure[]>;
  /** The redirected write and read, one line each: `"10.1.0.12:7003> GET name -> tom"`. */
  readonly verification: pulumi.Output<string[]>;

  /** @throws pulumi.RunError that lists every problem of `args`, before any host is contacted. */
  constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const config = checkArgs(args);
    // The engine records inputs before an inspection can reject them, so it gets none.
    const key = {};
    ARGUMENTS.set(key, { args, config });
    super("redis-cluster:index:RedisCluster", name, key, opts);
    const outputs = pulumi.output(this.getData());
    this.nodes = outputs.nodes;
    this.startupNodes = pulumi.output(nodesOf(config.hosts).map(nodeName));
    this.server = outputs.server;
    this.version = outputs.version;
    this.singlePointsOfFailure = outputs.singlePointsOfFailure;
    this.verification = outputs.verification;
  }

  /** Makes the children. Whatever depends on this component waits for them. */
  protected override async initialize(
    key: pulumi.Inputs,
    _opts: pulumi.ComponentResourceOptions,
    name: string,
  ): Promise<ClusterOutputs> {
    const given = ARGUMENTS.get(key);
    if (given === undefined) throw new Error(`RedisCluster ${name} was created without arguments`);
    const { args, config } = given;
    // First, so that the provider starts while the cluster is inspected.
    const provider = new Provider(`${name}-command`, {}, { parent: this });
    const say = (line: string) => pulumi.log.info(line, this);
    const hosts = await trustHosts(config, say).catch(failOfHost);
    const trusted = { ...config, hosts };
    const secrets = await resolveSecrets(args, config);
    const inspection = await inspect(trusted, secrets, `${name}-claim`);
    const assessWith = (ownership: Partial<Ownership>) =>
      assessInspection({ ...trusted, credentials: {}, ...secrets }, inspection, {
        ...ownership,
        ...(config.adopt === undefined ? {} : { adopt: config.adopt }),
      });
    const owner = thisStack();
    const before = assessWith({ owner });
    rejectUnsafe(before, { isInspected: secrets !== undefined });
    const credentials = pulumi.secret(secrets?.credentials ?? unknownCredentials(args, config));
    const claim = this.#claim(name, { ...trusted, credentials }, provider);
    const known = (await knownValue(claim.claim)).value;
    rejectForeign(inspection, { config, claim, known });
    const assessment = assessWith({ owner, ...(known === undefined ? {} : { claim: known }) });
    // In an `up` the claim may have been written after the inspection, which then names it as a problem.
    await this.#say(pulumi.runtime.isDryRun() ? assessment : before);
    const pending = describePendingStarts(assessment);
    if (pending !== "") await pulumi.log.warn(pending, this);
    const password = secrets === undefined ? args.password : secrets.password;
    await this.#warn(assessment, password === undefined && !config.allowNoPassword);
    const plan = { config: trusted, credentials, password, assessment, provider, claim };
    return createChildren(this, name, plan);
  }

  /** @throws pulumi.RunError in a preview if `up` would fail */
  async #say(assessment: Assessment): Promise<void> {
    const isPreview = pulumi.runtime.isDryRun();
    const text = describeAssessment(assessment);
    const { blockers, uninspected } = assessment;
    const isDue = needsConverge(assessment);
    // Converge needs every host.
    if (isPreview && (blockers.length > 0 || (isDue && uninspected.length > 0)))
      throw userError(text);
    if (isPreview || isDue) await pulumi.log.info(text, this);
  }

  #claim(
    name: string,
    config: Omit<StackConfig, "credentials"> & { readonly credentials: pulumi.Output<Credentials> },
    provider: Provider,
  ): ClusterClaim {
    const { hosts, directory, serverCommand, credentials, onDestroy, adopt } = config;
    return new ClusterClaim(
      `${name}-claim`,
      {
        hosts,
        directory,
        serverCommand,
        credentials,
        onDestroy,
        ...(adopt === undefined ? {} : { adopt }),
      },
      { parent: this, provider },
    );
  }

  async #warn(assessment: Assessment, isOpen: boolean): Promise<void> {
    for (const warning of clusterWarnings(assessment, { isOpen })) {
      await pulumi.log.warn(warning, this);
    }
  }
}

/** The credentials of a preview that does not know one of them yet. */
function unknownCredentials(
  { sshPrivateKey, sshPassword }: RedisClusterArgs,
  { agent }: StackConfig,
): pulumi.Output<Credentials> {
  return pulumi.output({
    agent,
    ...(sshPrivateKey === undefined ? {} : { privateKey: sshPrivateKey }),
    ...(sshPassword === undefined ? {} : { password: sshPassword }),
  });
}
