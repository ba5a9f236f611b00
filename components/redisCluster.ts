import { randomUUID } from "node:crypto";
import { Provider } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { type Assessment, assess, needsConverge } from "./cluster/plan/assess";
import { blindStart } from "./cluster/plan/blindStart";
import { describeAssessment, describePendingStarts } from "./cluster/plan/describeAssessment";
import { clusterWarnings } from "./cluster/plan/warnings";
import { nodeName, nodesOf } from "./cluster/spec/clusterSpec";
import { noHostFacts } from "./cluster/state/hostFacts";
import { type ClusterOutputs, createChildren } from "./clusterChildren";
import { checkArgs } from "./config/checkArgs";
import { resolveSecrets, type Secrets } from "./config/resolveSecrets";
import type { StackConfig } from "./config/stackConfig";
import { trustHosts } from "./operations/ssh/trust/trustHosts";
import { inspectCluster } from "./operations/verbs/inspectCluster";
import { isInspectionOff } from "./operations/verbs/inspectionOff";
import { failUntrusted } from "./pulumi/failUntrusted";
import { userError } from "./pulumi/userError";
import type {
  RedisClusterArgs,
  RedisClusterNodeState,
  RedisClusterSinglePointOfFailure,
} from "./redisClusterArgs";
import type { Credentials } from "./spec/runSpec";

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
    const hosts = await trustHosts(config, say).catch(failUntrusted);
    const trusted = { ...config, hosts };
    const secrets = await resolveSecrets(args, config);
    const assessment = await inspect(trusted, secrets);
    rejectUnsafe(assessment);
    const mustConverge = needsConverge(assessment);
    if (pulumi.runtime.isDryRun() || mustConverge) await say(describeAssessment(assessment));
    const pending = describePendingStarts(assessment);
    if (pending !== "") await pulumi.log.warn(pending, this);
    const password = secrets === undefined ? args.password : secrets.password;
    await this.#warnBeforeCreation(assessment, password !== undefined);
    return createChildren(this, name, {
      config: trusted,
      credentials: pulumi.secret(secrets?.credentials ?? unknownCredentials(args, config)),
      password,
      assessment,
      problem: mustConverge ? `${describeAssessment(assessment)}\n${randomUUID()}` : undefined,
      provider,
    });
  }

  /** Warns while it costs nothing to change the configuration. */
  async #warnBeforeCreation({ exists, topology }: Assessment, hasPassword: boolean): Promise<void> {
    if (exists) return;
    for (const warning of clusterWarnings(topology, { hasPassword })) {
      await pulumi.log.warn(warning, this);
    }
  }
}

/** Inspects the cluster; without its secrets, as at the first preview of a generated password, it cannot. */
async function inspect(config: StackConfig, secrets: Secrets | undefined): Promise<Assessment> {
  if (secrets !== undefined) {
    const options = { isOff: isInspectionOff(process.env) };
    return inspectCluster({ ...config, ...secrets }, options).catch(failUntrusted);
  }
  const uninspected = ["The cluster was not inspected: a secret is not known before `up`"];
  return assess(config.topology, new Map(), { ...noHostFacts(config.directory), uninspected });
}

/** @throws pulumi.RunError if the node list is not accepted, or if a new node might wipe data */
function rejectUnsafe(assessment: Assessment): void {
  if (assessment.rejections.length > 0) throw userError(describeAssessment(assessment));
  const blind = blindStart(assessment);
  if (blind !== undefined && !pulumi.runtime.isDryRun()) throw userError(blind);
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
