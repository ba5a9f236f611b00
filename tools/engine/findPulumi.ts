import { resolve } from "node:path";
import { cacheFolder } from "./cacheFolder";
import type { PulumiCli } from "./pulumiCli";
import { type Step, stepsToTry } from "./stepsToTry";
import { CLI_VERSION } from "./versions";
import type { Attempt, Setting } from "./ways/attempt";
import { buildCli } from "./ways/buildCli";
import { downloadCli } from "./ways/downloadCli";
import { findBuilt } from "./ways/findBuilt";
import { findDownloaded } from "./ways/findDownloaded";
import { findInstalled } from "./ways/findInstalled";

/** What a CLI is looked for with. */
export interface FindOptions {
  /** The Pulumi home of the project's own, made when it is missing. The user's is never written. */
  home: string;
  /** Is told what takes time. */
  log: (line: string) => void;
  /** @default process.env */
  environment?: NodeJS.ProcessEnv;
}

/**
 * Finds a Pulumi CLI, or makes one: on PATH, in the user's cache, by download, by building it from
 * its Go module. PULUMI_ENGINE=path|download|modules in the environment forces one of the three.
 *
 * @throws RangeError for another PULUMI_ENGINE
 * @throws Error that names each thing tried, when none gives a CLI, or why the build failed
 */
export async function findPulumi(options: FindOptions): Promise<PulumiCli> {
  const environment = options.environment ?? process.env;
  const forced = environment["PULUMI_ENGINE"];
  const mayDownload = !isSet(environment["CI"]) && !isSet(environment["VITEST"]);
  const setting: Setting = {
    home: resolve(options.home),
    cache: cacheFolder(environment),
    environment,
    log: options.log,
  };
  const reasons: string[] = [];
  for (const step of stepsToTry(forced, mayDownload)) {
    const attempt = await STEPS[step](setting);
    if ("command" in attempt) return attempt;
    reasons.push(attempt.reason);
  }
  if (!mayDownload && forced === "download") reasons.push("CI and tests never download one");
  throw new Error(
    `Cannot find a Pulumi CLI as ${CLI_VERSION} or later is needed: ${reasons.join("; ")}. ` +
      (isSet(forced) ? "Leave PULUMI_ENGINE out, or install one" : "Install one"),
  );
}

const STEPS: Readonly<Record<Step, (setting: Setting) => Promise<Attempt>>> = {
  path: findInstalled,
  downloaded: findDownloaded,
  built: findBuilt,
  download: downloadCli,
  build: buildCli,
};

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false";
}
