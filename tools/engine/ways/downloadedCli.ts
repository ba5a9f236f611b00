import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { linkOfficialPlugin } from "../pulumiHome";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";
import { cliProblem } from "./cliProblem";
import { makeOnce } from "./makeOnce";

const SITE = "get.pulumi.com";
const ANSWER_LIMIT = 4000; // ms
const DOWNLOAD_LIMIT = 5 * 60 * 1000; // ms

export async function findDownloaded(setting: Setting): Promise<Attempt> {
  const bin = join(downloadFolder(setting.cache), "bin");
  const command = join(bin, "pulumi");
  if (!existsSync(command)) return { reason: "none downloaded" };
  const reason = await cliProblem(command, setting);
  if (reason !== undefined) return { reason };
  const PATH = `${bin}:${setting.environment["PATH"] ?? ""}`;
  if (setting.ownStacks) return { way: "download", command, environment: { PATH } };
  linkOfficialPlugin(setting.home, setting.home);
  return {
    way: "download",
    command,
    environment: { ...baseEnvironment(setting.home), PATH },
  };
}

/** Downloads the CLI with the Automation API's installer, if its site answers within 4 s. */
export async function downloadCli(setting: Setting): Promise<Attempt> {
  const problem = await siteProblem();
  if (problem !== undefined) return { reason: problem };
  const target = downloadFolder(setting.cache);
  const isMade = async () => "command" in (await findDownloaded(setting));
  const activity = "downloading the Pulumi CLI";
  try {
    await makeOnce({ setting, target, activity, isMade }, async (work) => {
      setting.log(`Downloading the Pulumi CLI into ${target} (5 minutes at most, once per user)`);
      await install(work);
      return work;
    });
  } catch (error) {
    return { reason: messageOf(error) };
  }
  return await findDownloaded(setting);
}

/** The downloaded CLI has the version of the installed SDK. */
function downloadFolder(cache: string): string {
  const file = require.resolve("@pulumi/pulumi/package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  return join(cache, `pulumi-${version}-download`);
}

async function siteProblem(): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(`https://${SITE}/install.sh`, {
      method: "HEAD",
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    return ok ? undefined : `${SITE} answered with status ${status}`;
  } catch {
    return `${SITE} cannot be reached`;
  }
}

async function install(root: string): Promise<void> {
  // Loaded here: it takes 0.5 s, which only a first download should pay.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd");
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const late = new Error(`not complete after ${DOWNLOAD_LIMIT / 1000} s`);
    timer = setTimeout(() => reject(late), DOWNLOAD_LIMIT);
  });
  await Promise.race([PulumiCommand.install({ root }), limit]).finally(() => clearTimeout(timer));
}
