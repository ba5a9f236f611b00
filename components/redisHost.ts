import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { installCommand, parseWarnings } from "./host/installScript";
import { connectionTo } from "./pulumi/connectionTo";
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
  /** The absolute folder of the confs, and of what the nodes share. @default "/root/conf" */
  directory?: string;
  /** The directives of its nodes; tcp-backlog and maxclients are compared with what it allows. @default none */
  directives?: Directives;
  /**
   * That the script of its nodes is gone from the host; it is laid down again then. Pass a text that was
   * never used before each time it is gone, and nothing while it is there.
   */
  problem?: string;
}

/**
 * One host, and what its nodes share there: the script that makes, changes and stops them. What stays
 * on it goes with the last of its nodes.
 */
export class RedisHost extends pulumi.ComponentResource {
  readonly address: string;
  readonly ssh: SshTarget;
  readonly directory: string;
  /** The connection of remote commands to it, a secret. */
  readonly connection: pulumi.Output<command.types.input.remote.ConnectionArgs>;
  /** What lays the script of its nodes down; each of them, a child of this host, comes after it. */
  readonly script: pulumi.Resource;
  /** Resolves when that has been done, in a preview at once. */
  readonly prepared: Promise<void>;
  /** What it should have and had not when it was prepared, each a sentence. */
  readonly warnings: pulumi.Output<readonly string[]>;

  constructor(name: string, args: RedisHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:RedisHost", name, {}, opts);
    this.address = args.address;
    this.ssh = args.ssh;
    this.directory = args.directory ?? "/root/conf";
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
        ...(problem === undefined ? {} : { triggers: [problem] }),
      },
      // A problem is for the engine alone, which sees it change; when all is well again that is no change.
      // Not by its environment, for which sshd would need AcceptEnv.
      { parent: this, ignoreChanges: problem === undefined ? ["triggers"] : [] },
    );
    this.script = script;
    this.warnings = script.stdout.apply((stdout) => parseWarnings(stdout, address));
    this.prepared = new Promise((resolve) => {
      script.urn.apply(() => resolve());
    });
    this.registerOutputs();
  }
}
