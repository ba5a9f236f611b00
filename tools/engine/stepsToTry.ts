import type { Way } from "./pulumiCli";

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
