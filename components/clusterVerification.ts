import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  type ClusterBootstrap,
  environmentOf,
  ignoreStale,
  runSpecOf,
} from "./clusterBootstrap";
import type { Proof } from "./operations/verify";
import { operationsProgram } from "./operationsProgram";

/** The arguments of a `ClusterVerification`. */
export interface ClusterVerificationArgs extends ClusterArgs {
  /** The bootstrap after which the cluster is proved, each time that it ran. */
  bootstrap: ClusterBootstrap;
}

/** Proves that the cluster serves: a redirected write and read, and one on every primary. */
export class ClusterVerification extends pulumi.ComponentResource {
  readonly proof: pulumi.Output<Proof>;

  constructor(name: string, args: ClusterVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:ClusterVerification", name, {}, opts);
    const verify = new command.local.Command(
      `${name}-verify`,
      {
        ...operationsProgram("verify"),
        stdin: runSpecOf(args, args.bootstrap.report),
        logging: command.local.Logging.None,
        addPreviousOutputInEnv: false,
        ...environmentOf(args.finding),
      },
      { parent: this, dependsOn: [args.bootstrap], ...ignoreStale(args.finding) },
    );
    this.proof = pulumi.unsecret(verify.stdout).apply(parseProof);
    this.registerOutputs({ proof: this.proof });
  }
}

function parseProof(stdout: string): Proof {
  return JSON.parse(stdout);
}
