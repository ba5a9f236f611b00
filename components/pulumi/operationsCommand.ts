import { join, relative } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../spec/defaults";
import type { FailedStart } from "../spec/runSpec";
import type { ClusterArgs } from "./clusterArgs";

interface Runs {
  readonly cluster: ClusterArgs;
  /** Run at creation, and again after any change of the inputs. */
  readonly create: "converge" | "verify";
  /** What the records of the hosts must say. @default none, and no record is kept */
  readonly record?: { readonly owner: string; readonly claim: pulumi.Input<string> };
  /** The nodes that this `up` did not create; undefined if it created all. */
  readonly failedStarts?: pulumi.Input<readonly FailedStart[] | undefined>;
  /** Outputs of a resource; the command runs again when they change. @default none */
  readonly after?: pulumi.Input<object>;
  /** Which streams are shown while it runs. Results are JSON on standard output, for the program only. */
  readonly logging: command.local.Logging;
}

/**
 * Runs operations/main.ts with a verb. Its direct child is node, not a shell, so that a cancel ends it. Its paths
 * are relative, so that another clone of the project sees no change.
 */
export function operationsInterpreter(): string[] {
  return [
    "node",
    "--require",
    fromHere("..", "..", "tools", "loader", "register.js"),
    fromHere("..", "operations", "main.ts"),
  ];
}

/** A command that runs a verb on the cluster. */
export function operationsCommand(
  name: string,
  { cluster, record, failedStarts, after, ...runs }: Runs,
  opts: pulumi.CustomResourceOptions,
): command.local.Command {
  const inputs = {
    ...runs,
    interpreter: operationsInterpreter(),
    stdin: runSpecOf(cluster, {
      ...(record && { record }),
      ...(failedStarts && { failedStarts }),
      ...(after && { after }),
    }),
    addPreviousOutputInEnv: false,
  };
  const { problem } = cluster;
  if (problem === undefined) {
    return new command.local.Command(name, inputs, { ...opts, ignoreChanges: ["environment"] });
  }
  // Only the engine reads it: a new text is a change, and leaving it out is none.
  const environment = pulumi.output(problem).apply((text) => ({ PROBLEM: text }));
  return new command.local.Command(name, { ...inputs, environment }, opts);
}

function fromHere(...path: string[]): string {
  const way = relative(process.cwd(), join(__dirname, ...path));
  return way.startsWith(".") ? way : `./${way}`;
}

/** The RunSpec of `args` as JSON. It is a secret: it contains a key and a password. */
function runSpecOf(
  args: ClusterArgs,
  more: Pick<Runs, "record" | "failedStarts" | "after">,
): pulumi.Output<string> {
  const spec = {
    hosts: args.hosts,
    replicas: args.replicas ?? DEFAULTS.replicas,
    allowSharedDomain: args.allowSharedDomain ?? DEFAULTS.allowSharedDomain,
    directory: args.directory ?? DEFAULTS.directory,
    serverCommand: args.serverCommand ?? DEFAULTS.serverCommand,
    directives: args.directives ?? {},
    ...(args.migration === undefined ? {} : { migration: args.migration }),
    ...(args.password === undefined ? {} : { password: args.password }),
    credentials: args.credentials,
    ...more,
  };
  return pulumi.secret(pulumi.jsonStringify(spec));
}
