import { resolve } from "node:path";
import { cacheFolder } from "./cacheFolder";
import type { PulumiCli, Way } from "./pulumiCli";
import { CLI_VERSION, INSTALL_PAGE } from "./versions";
import type { Attempt, Setting } from "./ways/attempt";
import { buildCli, findBuilt } from "./ways/builtCli";
import { downloadCli, findDownloaded } from "./ways/downloadedCli";
import { findInstalled } from "./ways/installedCli";

export interface FindOptions {
  /** The project's own Pulumi home, created if missing. */
  home: string;
  /**
   * Whether the CLI uses the user's login and stacks. An installed or downloaded CLI then uses the user's Pulumi
   * home, a built one only the plugins of `home`. Otherwise the user's home is never written.
   * @default false
   */
  ownStacks?: boolean;
  log: (line: string) => void;
  environment?: NodeJS.ProcessEnv;
}

/**
 * PULUMI_ENGINE=path|download|modules in the environment allows one of the three ways only.
 * @throws RangeError for another PULUMI_ENGINE; Error that lists what was tried
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
    ownStacks: options.ownStacks ?? false,
  };
  const reasons: string[] = [];
  let told = 0;
  for (const step of stepsToTry(forced, mayDownload)) {
    if (step === "download" || step === "build") {
      const what = told === 0 ? "No Pulumi CLI found" : "Cannot download one";
      options.log(`${what}: ${reasons.slice(told).join("; ")}`);
      told = reasons.length;
    }
    const attempt = await STEPS[step](setting);
    if ("command" in attempt) return attempt;
    reasons.push(attempt.reason);
  }
  if (!mayDownload && forced === "download") reasons.push("CI and tests never download one");
  throw new Error(notFound(reasons, forced));
}

const STEPS: Readonly<Record<Step, (setting: Setting) => Promise<Attempt>>> = {
  path: findInstalled,
  downloaded: findDownloaded,
  built: findBuilt,
  download: downloadCli,
  build: buildCli,
};

function notFound(reasons: readonly string[], forced: string | undefined): string {
  return [
    `Cannot find a Pulumi CLI, ${CLI_VERSION} or later is needed:`,
    ...reasons.map((reason) => `  ${reason}`),
    `To install one: ${INSTALL_PAGE}`,
    ...(isSet(forced)
      ? [`Or unset PULUMI_ENGINE (now "${forced}"): then one is downloaded or built.`]
      : []),
  ].join("\n");
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false";
}

type Step = "path" | "downloaded" | "built" | "download" | "build";

/** An existing CLI, then a download, then the build, which takes minutes. @param forced PULUMI_ENGINE */
export function stepsToTry(forced: string | undefined, mayDownload: boolean): Step[] {
  const download: Step[] = mayDownload ? ["download"] : [];
  if (forced === undefined || forced === "") {
    return ["path", "downloaded", "built", ...download, "build"];
  }
  if (!isWay(forced)) {
    throw new RangeError(`PULUMI_ENGINE is "${forced}": it must be path, download or modules`);
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
