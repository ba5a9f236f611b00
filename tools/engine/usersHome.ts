import { lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../components/text/messageOf";

/** Returns the user's own Pulumi home, which has the login and the selected stacks: `"~/.pulumi"`. */
export function usersHome(environment: NodeJS.ProcessEnv): string {
  return environment["PULUMI_HOME"] || join(environment["HOME"] ?? homedir(), ".pulumi");
}

/**
 * Returns the environment of a CLI whose plugins are in `home`, while login and selected stacks are the user's.
 * Plugins on PATH would work without another home, but the CLI warns of each of them in every run.
 * @throws Error if a folder cannot be written
 */
export function sharedHome(home: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  const users = usersHome(environment);
  const selected = join(users, "workspaces");
  const link = join(home, "workspaces");
  try {
    mkdirSync(selected, { recursive: true, mode: 0o700 });
    mkdirSync(home, { recursive: true });
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(selected, link);
  } catch (cause) {
    throw new Error(
      `Cannot use the Pulumi home ${users} together with the plugins in ${home}: ${messageOf(cause)}\n` +
        "Make both folders writable for this user.",
      { cause },
    );
  }
  return { PULUMI_CREDENTIALS_PATH: environment["PULUMI_CREDENTIALS_PATH"] || users };
}
