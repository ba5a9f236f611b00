import { homedir } from "node:os";
import { join } from "node:path";
import { findOnPath } from "../findOnPath";
import { linkOfficialPlugin } from "../pulumiHome";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";
import { cliProblem } from "./cliProblem";

/** Finds the user's own CLI on PATH. The user's Pulumi home is read, never written. */
export async function findInstalled(setting: Setting): Promise<Attempt> {
  const { home, environment } = setting;
  const command = findOnPath("pulumi", environment);
  if (command === undefined) return { reason: "no pulumi on PATH" };
  const reason = await cliProblem(command, setting);
  if (reason !== undefined) return { reason };
  const usersHome = environment["PULUMI_HOME"] || join(environment["HOME"] ?? homedir(), ".pulumi");
  linkOfficialPlugin(home, usersHome);
  return { way: "path", command, environment: baseEnvironment(home) };
}
