import { join, relative } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../spec/defaults";
import type { ClusterArgs } from "./clusterArgs";

/** The verbs of operations/main.ts. */
type Verb = "converge" | "verify" | "release";

/** What a resource runs when, and after what. */
interface Runs {
  /** When it is made, and again whenever anything of it changed. */
  readonly create?: Verb;
  readonly delete?: Verb;
  /** What comes before, in whose words a change makes it run again. @default nothing */
  readonly after?: pulumi.Input<object>;
  /** What is shown while it runs; results are JSON on standard output, for the program alone. */
  readonly logging: command.local.Logging;
}

/**
 * Makes the local.Command that runs operations/main.ts on a cluster. The direct child is node, with no
 * shell between, so that a cancel ends it; its paths are relative to the program's folder, so that
 * another clone of the project sees no change.
 */
export function operationsCommand(
  name: string,
  args: ClusterArgs,
  { after, ...runs }: Runs,
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
    stdin: runSpecOf(args, after),
    addPreviousOutputInEnv: false,
  };
  // A problem is for the engine alone, which sees it change; an old one stays in the state, and when
  // all is well again that is no change.
  return args.problem === undefined
    ? new command.local.Command(name, inputs, { ...opts, ignoreChanges: ["environment"] })
    : new command.local.Command(name, { ...inputs, environment: { PROBLEM: args.problem } }, opts);
}

function fromHere(...path: string[]): string {
  const way = relative(process.cwd(), join(__dirname, ...path));
  return way.startsWith(".") ? way : `./${way}`;
}

/** The RunSpec of `args` as JSON, secret as it holds a key and a password. */
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
