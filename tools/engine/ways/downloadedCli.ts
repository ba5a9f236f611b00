import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkPlugin } from "../pulumiHome";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";

/** Finds the CLI that an earlier run downloaded; its plugins lie beside it or are downloaded by it. */
export async function findDownloaded(setting: Setting): Promise<Attempt> {
  const folder = downloadFolder(setting.cache);
  const command = `${folder}/bin/pulumi`;
  if (!existsSync(command)) return { reason: `no ${command}` };
  linkPlugin(setting.home, setting.home);
  const path = `${folder}/bin:${setting.environment["PATH"] ?? ""}`;
  return {
    way: "download",
    command,
    environment: { ...baseEnvironment(setting.home), PATH: path },
  };
}

const INSTALLER = "https://get.pulumi.com/install.sh";
const ANSWER_LIMIT = 4000; // ms
const DOWNLOAD_LIMIT = 5 * 60 * 1000; // ms

/**
 * Downloads the CLI by the Automation API's own installer, once its site has answered within some
 * seconds. It is made beside its place and renamed when whole.
 */
export async function downloadCli(setting: Setting): Promise<Attempt> {
  try {
    const answer = await fetch(INSTALLER, {
      method: "HEAD",
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    if (!answer.ok) return { reason: `Pulumi's download site answers ${answer.status}` };
  } catch {
    return { reason: `Pulumi's download site does not answer within ${ANSWER_LIMIT / 1000} s` };
  }
  const folder = downloadFolder(setting.cache);
  const next = `${folder}.${process.pid}`;
  try {
    setting.log("Downloading the Pulumi CLI");
    mkdirSync(dirname(folder), { recursive: true });
    await install(next);
    if (!existsSync(`${folder}/bin/pulumi`)) renameSync(next, folder);
    return await findDownloaded(setting);
  } catch (error) {
    return { reason: `the download failed: ${error instanceof Error ? error.message : error}` };
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

async function install(root: string): Promise<void> {
  // Loaded here, since it takes half a second that only a first download should pay.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd");
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const late = new Error(`not done within ${DOWNLOAD_LIMIT / 1000} s`);
    timer = setTimeout(() => reject(late), DOWNLOAD_LIMIT);
  });
  await Promise.race([PulumiCommand.install({ root }), limit]).finally(() => clearTimeout(timer));
}

/** Where the downloaded CLI lies in the project's cache folder; it has the SDK's own version. */
function downloadFolder(cache: string): string {
  const file = require.resolve("@pulumi/pulumi/package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  return join(cache, `pulumi-${version}-download`);
}
