import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { messageOf } from "../../components/text/messageOf";
import { attachTool } from "../processes/attachTool";
import { cacheFolder } from "./cacheFolder";
import { findPulumi } from "./findPulumi";
import { usersHome } from "./usersHome";

const PROJECT = resolve(__dirname, "../..");

/** Runs the Pulumi CLI on the user's own stacks, in the project's folder. Returns its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { env } = process;
  const cli = await findPulumi({ home: pluginHome(env), ownStacks: true, log: say });
  say(`Using your own stacks, with ${cli.command}`);
  return await attachTool([cli.command, ...args], {
    environment: { ...env, ...cli.environment },
    directory: PROJECT,
  });
}

/** Each clone has its own plugins; they find the selected stacks in one user's home. */
function pluginHome(environment: NodeJS.ProcessEnv): string {
  const hash = createHash("sha256").update(`${PROJECT}\0${resolve(usersHome(environment))}`);
  return join(cacheFolder(environment), `home-${hash.digest("hex").slice(0, 12)}`);
}

/** Not on standard output, which is the CLI's: `stack output --json` may be read by a program. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(`Error: ${messageOf(error)}`);
    process.exitCode = 1;
  },
);
