import { accessSync, constants, mkdirSync } from "node:fs";
import { messageOf } from "../../../components/text/messageOf";
import type { PulumiCli } from "../pulumiCli";

export interface Setting {
  home: string;
  cache: string;
  environment: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Whether the CLI uses the user's login and stacks; the home then has plugins only. */
  ownStacks: boolean;
}

/** A CLI, or why there is none: `"no pulumi on PATH"`. */
export type Attempt = PulumiCli | { reason: string };

/** The environment of every CLI: the project's own Pulumi home, and no search for a newer release. */
export function baseEnvironment(home: string): Record<string, string> {
  return { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
}

/** Creates the cache folder. @throws Error that says what to do if it cannot be written */
export function requireCache({ cache }: Setting): void {
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
  } catch (cause) {
    throw new Error(
      `Cannot write to the cache folder ${cache}: ${messageOf(cause)}\n` +
        "Make it writable for this user, or set XDG_CACHE_HOME to a folder that is.",
      { cause },
    );
  }
}
