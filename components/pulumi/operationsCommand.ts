import { join, relative } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../spec/defaults";
import type { ClusterArgs } from "./clusterArgs";

type Verb = "converge" | "verify" | "release";

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
 * Its direct child is node, not a shell, so that a cancel ends it. Its paths are relative, so that another
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
  // Only the engine reads the problem: a new text is a change, and leaving it out is none.
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
