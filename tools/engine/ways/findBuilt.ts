import { existsSync } from "node:fs";
import { writeWrappers } from "../home/writeWrappers";
import type { Attempt, Setting } from "./attempt";
import { baseEnvironment } from "./baseEnvironment";
import { builtCli } from "./builtCli";

/**
 * Finds the CLI that an earlier run built. It gets its two plugins from this folder: acquisition is
 * off, and those on PATH are passed over, since they would be found first and warned about.
 */
export async function findBuilt(setting: Setting): Promise<Attempt> {
  const command = builtCli(setting.cache);
  if (!existsSync(command)) return { reason: `no ${command}` };
  writeWrappers(setting.home);
  return {
    way: "modules",
    command,
    environment: {
      ...baseEnvironment(setting.home),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    },
  };
}
