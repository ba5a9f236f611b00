import type { PulumiCli } from "../pulumiCli";

/** What every attempt at a CLI is given. */
export interface Setting {
  /** Absolute path of the Pulumi home of the project's own. */
  home: string;
  /** This project's folder in the user's cache. */
  cache: string;
  environment: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** A CLI, or why there is none: `"no pulumi on PATH"`. */
export type Attempt = PulumiCli | { reason: string };

/** What every CLI needs: the project's own Pulumi home, and no look for a newer release. */
export function baseEnvironment(home: string): Record<string, string> {
  return { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
}
