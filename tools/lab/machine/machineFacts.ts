import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { toolEnvironment } from "../../processes/runTool";
import { findRoutes, type Route } from "../network/routes";

export interface MachineFacts {
  platform: string;
  /** 0 is root. */
  userId: number;
  missingTools: string[];
  routes: Route[];
}

export async function findMachineFacts(): Promise<MachineFacts> {
  const missingTools = findMissingTools(Object.keys(TOOLS), toolEnvironment()["PATH"] ?? "");
  const hasIp = process.platform === "linux" && !missingTools.includes("ip");
  return {
    platform: process.platform,
    userId: process.getuid?.() ?? -1,
    missingTools,
    routes: hasIp ? await findRoutes() : [],
  };
}

export function findMissingTools(tools: readonly string[], path: string): string[] {
  const directories = path.split(delimiter).filter((directory) => directory !== "");
  return tools.filter((tool) => !directories.some((one) => existsSync(join(one, tool))));
}

/** The programs that the lab runs on this machine, each with its Debian and Ubuntu package. */
export const TOOLS: Readonly<Record<string, string>> = {
  ip: "iproute2",
  unshare: "util-linux",
  nsenter: "util-linux",
  pivot_root: "util-linux",
  flock: "util-linux",
  mountpoint: "util-linux",
  mount: "mount",
  umount: "mount",
  tar: "tar",
  "apt-get": "apt",
};
