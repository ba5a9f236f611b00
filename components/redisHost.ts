import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { connectionTo } from "./connectionTo";
import { layCommand } from "./host/nodeScript";
import type { Credentials, SshTarget } from "./operations/runSpec";

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
  /**
   * That the script of its nodes is gone from the host; it is laid down again then. Pass a text that was
   * never used before each time it is gone, and nothing while it is there.
   */
  finding?: string;
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

  constructor(name: string, args: RedisHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis:index:RedisHost", name, {}, opts);
    this.address = args.address;
    this.ssh = args.ssh;
    this.directory = args.directory ?? "/root/conf";
    this.connection = pulumi
      .secret(args.credentials)
      .apply((credentials) => connectionTo(args.ssh, credentials));
    const { command: create, stdin } = layCommand(this.directory, args.address);
    const inputs = {
      connection: this.connection,
      create,
      stdin,
      logging: command.remote.Logging.None,
      addPreviousOutputInEnv: false,
    };
    // A finding is for the engine alone, which sees it change; when all is well again that is no change.
    // Not by its environment, for which sshd would need AcceptEnv.
    if (args.finding === undefined) {
      const options = { parent: this, ignoreChanges: ["triggers"] };
      new command.remote.Command(`${name}-script`, inputs, options);
    } else {
      const triggers = [args.finding];
      new command.remote.Command(`${name}-script`, { ...inputs, triggers }, { parent: this });
    }
    this.registerOutputs();
  }
}
