import { homedir } from "node:os";
import { join } from "node:path";
import { findOnPath } from "../findOnPath";
import { linkPlugin } from "../home/linkPlugin";
import { isAtLeast } from "../isAtLeast";
import { CLI_VERSION } from "../versions";
import type { Attempt, Setting } from "./attempt";
import { baseEnvironment } from "./baseEnvironment";
import { cliVersion } from "./cliVersion";

/** Finds the user's own CLI on PATH; his Pulumi home is read, never written. */
export async function findInstalled(setting: Setting): Promise<Attempt> {
  const { home, environment } = setting;
  const command = findOnPath("pulumi", environment);
  if (command === undefined) return { reason: "no pulumi on PATH" };
  const version = await cliVersion(command, home, environment);
  if (!isAtLeast(version, CLI_VERSION)) {
    return { reason: `${command} is ${version}, and ${CLI_VERSION} or later is needed` };
  }
  const usersHome = environment["PULUMI_HOME"] || join(environment["HOME"] ?? homedir(), ".pulumi");
  linkPlugin(home, usersHome);
  return { way: "path", command, environment: baseEnvironment(home) };
}
