import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "./cluster/plan/clusterReport";
import type { Verification } from "./operations/verbs/verify";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { operationsCommand } from "./pulumi/operationsCommand";

/** The arguments of a `ClusterVerification`. */
export interface ClusterVerificationArgs extends ClusterArgs {
  /** The `ClusterBootstrap` after which the cluster is proved, each time that it ran. */
  bootstrap: pulumi.Resource & { readonly report: pulumi.Output<ClusterReport> };
}

/** Proves that the cluster serves: a redirected write and read, and one on every primary. */
export class ClusterVerification extends pulumi.ComponentResource {
  readonly proof: pulumi.Output<Verification>;

  constructor(name: string, args: ClusterVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:ClusterVerification", name, {}, opts);
    const verify = operationsCommand(
      `${name}-verify`,
      args,
      { create: "verify", after: args.bootstrap.report, logging: command.local.Logging.None },
      { parent: this, dependsOn: [args.bootstrap] },
    );
    this.proof = pulumi.unsecret(verify.stdout).apply(parseProof);
    this.registerOutputs({ proof: this.proof });
  }
}

function parseProof(stdout: string): Verification {
  return JSON.parse(stdout);
}
