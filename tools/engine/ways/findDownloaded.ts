import { existsSync } from "node:fs";
import { linkPlugin } from "../home/linkPlugin";
import type { Attempt, Setting } from "./attempt";
import { baseEnvironment } from "./baseEnvironment";
import { downloadFolder } from "./downloadFolder";

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
