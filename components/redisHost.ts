import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { installCommand, parseWarnings } from "./host/installScript";
import { connectionTo } from "./pulumi/connectionTo";
import { problemTriggers } from "./pulumi/runAgain";
import { DEFAULTS } from "./spec/defaults";
import type { Directives } from "./spec/directives";
import type { Credentials, SshTarget } from "./spec/runSpec";

/** The arguments of a `RedisHost`. */
export interface RedisHostArgs {
  /** The IP address that its servers bind and announce. */
  address: string;
  /** Where SSH reaches it. */
  ssh: SshTarget;
  /** How to log in to it. */
  credentials: pulumi.Input<Credentials>;
  /** The absolute directory of its nodes. @default "/root/conf" */
  directory?: string;
  /** The directives of its nodes: tcp-backlog and maxclients are compared with the host's limits. @default none */
  directives?: Directives;
  /**
   * A unique text whenever the nodes' script is missing on the host: it is installed again. Leave it out
   * while the script exists.
   */
  problem?: pulumi.Input<string>;
}

/**
 * One host with the script that creates and changes its nodes. A destroy that deletes the data removes it.
 */
export class RedisHost extends pulumi.ComponentResource {
  readonly address: string;
  readonly ssh: SshTarget;
  readonly directory: string;
  /** The connection of remote commands; a secret. */
  readonly connection: pulumi.Output<command.types.input.remote.ConnectionArgs>;
  /** Installs the nodes' script. Every node, a child of this host, depends on it. */
  readonly script: pulumi.Resource;
  /** Resolves when the script is installed; in a preview at once. */
  readonly prepared: Promise<void>;
  /** What the host lacked when the script was installed, one sentence each. */
  readonly warnings: pulumi.Output<readonly string[]>;

  constructor(name: string, args: RedisHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:RedisHost", name, {}, opts);
    this.address = args.address;
    this.ssh = args.ssh;
    this.directory = args.directory ?? DEFAULTS.directory;
    this.connection = pulumi
      .secret(args.credentials)
      .apply((credentials) => connectionTo(args.ssh, credentials));
    const { address, directives = {}, problem } = args;
    const lay = installCommand({ address, directory: this.directory, directives });
    const script = new command.remote.Command(
      `${name}-script`,
      {
        connection: this.connection,
        create: lay.command,
        stdin: lay.stdin,
        logging: command.remote.Logging.None,
        addPreviousOutputInEnv: false,
        ...problemTriggers(problem),
      },
      // Not in the environment, for which sshd would need AcceptEnv.
      { parent: this, ignoreChanges: problem === undefined ? ["triggers"] : [] },
    );
    this.script = script;
    this.warnings = script.stdout.apply(parseWarnings);
    this.prepared = new Promise((resolve) => {
      script.urn.apply(() => resolve());
    });
    this.registerOutputs();
  }
}
