import { resolve } from "node:path";
import { cacheFolder } from "./cacheFolder";
import type { PulumiCli, Way } from "./pulumiCli";
import { CLI_VERSION } from "./versions";
import type { Attempt, Setting } from "./ways/attempt";
import { buildCli, findBuilt } from "./ways/builtCli";
import { downloadCli, findDownloaded } from "./ways/downloadedCli";

import { findInstalled } from "./ways/installedCli";

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

/** One attempt at having a CLI; `download` and `build` make one, the others find one. */
export type Step = "path" | "downloaded" | "built" | "download" | "build";

/**
 * Orders the attempts. Whatever is there already comes before anything that takes time, and a
 * download before a build of some minutes.
 *
 * @param forced the value of PULUMI_ENGINE; undefined or empty for none
 * @param mayDownload false in tests and in CI, where a download is never tried
 * @throws RangeError for a value that names no way
 */
export function stepsToTry(forced: string | undefined, mayDownload: boolean): Step[] {
  const download: Step[] = mayDownload ? ["download"] : [];
  if (forced === undefined || forced === "") {
    return ["path", "downloaded", "built", ...download, "build"];
  }
  if (!isWay(forced)) {
    throw new RangeError(
      `Cannot choose the Pulumi CLI as PULUMI_ENGINE must be path, download or modules: "${forced}"`,
    );
  }
  switch (forced) {
    case "path":
      return ["path"];
    case "download":
      return ["downloaded", ...download];
    case "modules":
      return ["built", "build"];
    default:
      return forced satisfies never;
  }
}

function isWay(text: string): text is Way {
  return text === "path" || text === "download" || text === "modules";
}
