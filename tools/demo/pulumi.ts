import { existsSync } from "node:fs";
import { demoFolder } from "./demoFolder";
import { openDemo, PROJECT } from "./openDemo";

/** Runs the Pulumi CLI on the demo's stack. Returns the exit code; 2 if there is no demo. */
export async function pulumi(
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (!existsSync(demoFolder(PROJECT).privateKey)) {
    say("There is no demo yet. Create it:\n  npm run demo");
    return 2;
  }
  if (args.length === 0) {
    say(USAGE);
    return 0;
  }
  const [command = "", subcommand = ""] = args;
  if (command === "stack" && OTHER_STACKS.includes(subcommand)) throw new Error(ONE_STACK);
  return (await openDemo(say)).show(args);
}

const OTHER_STACKS = ["init", "select", "rename"];

const ONE_STACK = `the demo has one stack, dev. For stacks of your own:\n  npm run own:pulumi -- COMMAND`;

const USAGE = `Runs the Pulumi CLI on the demo's stack, in the folder .demo:
  npm run pulumi -- COMMAND
For example:
  npm run pulumi -- preview
  npm run pulumi -- config set --path 'redis-cluster:directives.maxmemory' 100mb
  npm run pulumi -- up
  npm run pulumi -- stack output
All commands:
  npm run pulumi -- --help`;
