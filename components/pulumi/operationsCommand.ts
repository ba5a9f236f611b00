import { join, relative } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../spec/defaults";
import type { ClusterArgs } from "./clusterArgs";

/** The verbs of operations/main.ts. */
type Verb = "converge" | "verify" | "release";

/** What a resource runs on which cluster, and when. */
interface Runs {
  readonly cluster: ClusterArgs;
  /** Run at creation, and again after any change of the inputs. */
  readonly create?: Verb;
  readonly delete?: Verb;
  /** Outputs of a resource; the command runs again when they change. @default none */
  readonly after?: pulumi.Input<object>;
  /** Which streams are shown while it runs. Results are JSON on standard output, for the program only. */
  readonly logging: command.local.Logging;
}

/**
 * Creates the local.Command that runs operations/main.ts on a cluster. Its direct child is node, not a
 * shell, so that a cancel ends it. Its paths are relative to the program's directory, so that another
 * clone of the project sees no change.
 */
export function operationsCommand(
  name: string,
  { cluster, after, ...runs }: Runs,
  opts: pulumi.CustomResourceOptions,
): command.local.Command {
  const inputs = {
    ...runs,
    interpreter: [
      "node",
      "--require",
      fromHere("..", "..", "tools", "loader", "register.js"),
      fromHere("..", "operations", "main.ts"),
    ],
    stdin: runSpecOf(cluster, after),
    addPreviousOutputInEnv: false,
  };
  // Only the engine reads the problem: a new text is a change. Once the cluster is healthy the old text
  // stays in the state, and leaving it out is no change.
  return cluster.problem === undefined
    ? new command.local.Command(name, inputs, { ...opts, ignoreChanges: ["environment"] })
    : new command.local.Command(
        name,
        { ...inputs, environment: { PROBLEM: cluster.problem } },
        opts,
      );
}

function fromHere(...path: string[]): string {
  const way = relative(process.cwd(), join(__dirname, ...path));
  return way.startsWith(".") ? way : `./${way}`;
}

/** The RunSpec of `args` as JSON. It is a secret: it contains a key and a password. */
function runSpecOf(
  args: ClusterArgs,
  after: pulumi.Input<object> | undefined,
): pulumi.Output<string> {
  const spec = {
    hosts: args.hosts,
    replicas: args.replicas ?? DEFAULTS.replicas,
    allowSharedDomain: args.allowSharedDomain ?? DEFAULTS.allowSharedDomain,
    directory: args.directory ?? DEFAULTS.directory,
    serverCommand: args.serverCommand ?? DEFAULTS.serverCommand,
    directives: args.directives ?? {},
    ...(args.password === undefined ? {} : { password: args.password }),
    credentials: args.credentials,
    ...(after === undefined ? {} : { after }),
  };
  return pulumi.secret(pulumi.jsonStringify(spec));
}
