import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { operationsInterpreter } from "./pulumi/operationsCommand";
import { DEFAULTS } from "./spec/defaults";
import type { Credentials, RunHost } from "./spec/runSpec";

/** The arguments of a `ClusterClaim`. */
export interface ClusterClaimArgs {
  /** The hosts with the ports of their nodes. */
  hosts: readonly RunHost[];
  /** The directory of the configuration files on every host. @default "/root/conf" */
  directory?: string;
  /** The server's command on every host. @default "redis-server" */
  serverCommand?: string;
  /** How to log in to every host. */
  credentials: pulumi.Input<Credentials>;
  /** The stack whose cluster this one takes over: `"acme/redis-cluster/prod"`. @default none */
  adopt?: string;
  /** The hosts that the last `up` claimed, if only they know the cluster. @default none */
  formerHosts?: readonly RunHost[];
  /** What a destroy does with configuration, logs and data. @default "keep" */
  onDestroy?: "keep" | "delete";
}

/**
 * Records on every host that this stack manages the cluster. It is the only resource that stops servers: when it
 * is deleted, and only where no newer claim was made. Every node depends on it, so it is deleted last. A
 * replacement makes its new claim first and so stops nothing.
 */
export class ClusterClaim extends command.local.Command {
  /** The stack: `"acme/redis-cluster/prod"`. */
  readonly owner: string;
  /** A random text that every host's record repeats. */
  readonly claim: pulumi.Output<string>;

  constructor(name: string, args: ClusterClaimArgs, opts?: pulumi.CustomResourceOptions) {
    const owner = thisStack();
    const { formerHosts = [] } = args;
    super(
      name,
      {
        create: `claim ${owner}`,
        update: "claim",
        delete: "stop",
        interpreter: operationsInterpreter(),
        stdin: claimSpecOf(args, owner),
        logging: command.local.Logging.Stderr,
        // An update and a deletion find their claim in it.
        addPreviousOutputInEnv: true,
        ...(formerHosts.length === 0 ? {} : { environment: environmentOf(formerHosts) }),
      },
      // A renamed stack keeps its claim. A replacement uses the new name. Without former hosts nothing has changed.
      pulumi.mergeOptions(
        { ignoreChanges: formerHosts.length === 0 ? ["create", "environment"] : ["create"] },
        opts,
      ),
    );
    this.owner = owner;
    this.claim = pulumi.unsecret(this.stdout).apply((stdout) => {
      const { claim }: { readonly claim: string } = JSON.parse(stdout);
      return claim;
    });
  }
}

function environmentOf(formerHosts: readonly RunHost[]): Record<string, string> {
  return { FORMER_HOSTS: JSON.stringify({ hosts: formerHosts.map(({ ssh }) => ssh) }) };
}

/** Names the stack as the records of the hosts do: `"acme/redis-cluster/prod"`. */
export function thisStack(): string {
  return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
}

/** The ClaimSpec as JSON. It is a secret: it contains a key or a password. */
function claimSpecOf(args: ClusterClaimArgs, owner: string): pulumi.Output<string> {
  const { hosts, credentials, adopt } = args;
  const spec = {
    hosts,
    directory: args.directory ?? DEFAULTS.directory,
    serverCommand: args.serverCommand ?? DEFAULTS.serverCommand,
    credentials,
    ...(adopt === undefined ? {} : { adoption: { from: adopt, by: owner } }),
    onDestroy: args.onDestroy ?? DEFAULTS.onDestroy,
  };
  return pulumi.secret(pulumi.jsonStringify(spec));
}
