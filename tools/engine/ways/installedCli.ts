import { findOnPath } from "../findOnPath";
import { linkOfficialPlugin } from "../pulumiHome";
import { usersHome } from "../usersHome";
import { type Attempt, baseEnvironment, type Setting } from "./attempt";
import { cliProblem } from "./cliProblem";

/** Finds the user's own CLI on PATH. For stacks of the project the user's Pulumi home is read only. */
export async function findInstalled(setting: Setting): Promise<Attempt> {
  const { home, environment } = setting;
  const command = findOnPath("pulumi", environment);
  if (command === undefined) return { reason: "no pulumi on PATH" };
  const reason = await cliProblem(command, setting);
  if (reason !== undefined) return { reason };
  if (setting.ownStacks) return { way: "path", command, environment: {} };
  linkOfficialPlugin(home, usersHome(environment));
  return { way: "path", command, environment: baseEnvironment(home) };
}
