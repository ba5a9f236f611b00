import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "./cluster/plan/clusterReport";
import type { Verification } from "./operations/verbs/verify";
import type { ClusterArgs } from "./pulumi/clusterArgs";
import { operationsCommand } from "./pulumi/operationsCommand";

/** The arguments of a `ClusterVerification`. */
export interface ClusterVerificationArgs extends ClusterArgs {
  /** The `ClusterBootstrap` of the cluster. The verification runs again whenever it ran. */
  bootstrap: pulumi.Resource & { readonly report: pulumi.Output<ClusterReport> };
}

/** Verifies that the cluster serves: a redirected write and read, and one of each on every primary. */
export class ClusterVerification extends pulumi.ComponentResource {
  /** The redirected write and read, each command with its reply. */
  readonly result: pulumi.Output<Verification>;

  constructor(name: string, args: ClusterVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:ClusterVerification", name, {}, opts);
    const verify = operationsCommand(
      `${name}-verify`,
      {
        cluster: args,
        create: "verify",
        after: args.bootstrap.report,
        logging: command.local.Logging.None,
      },
      { parent: this, dependsOn: [args.bootstrap] },
    );
    this.result = pulumi.unsecret(verify.stdout).apply(parseVerification);
    this.registerOutputs({ result: this.result });
  }
}

function parseVerification(stdout: string): Verification {
  return JSON.parse(stdout);
}
