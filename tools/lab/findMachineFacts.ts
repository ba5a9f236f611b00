import { runTool, toolEnvironment } from "../processes/runTool";
import { findMissingTools } from "./findMissingTools";
import type { MachineFacts } from "./machineFacts";
import { parseRoutes, type Route } from "./network/parseRoutes";

import { TOOLS } from "./tools";

/** Looks at the machine, and changes nothing. */
export async function findMachineFacts(): Promise<MachineFacts> {
  const missingTools = findMissingTools(Object.keys(TOOLS), toolEnvironment()["PATH"] ?? "");
  const canAsk = process.platform === "linux" && !missingTools.includes("ip");
  return {
    platform: process.platform,
    userId: process.getuid?.() ?? -1,
    missingTools,
    routes: canAsk ? await findRoutes() : [],
  };
}

async function findRoutes(): Promise<Route[]> {
  const argv = ["ip", "-4", "-json", "route", "show", "table", "all"] as const;
  const { exitCode, stdout, stderr } = await runTool(argv);
  if (exitCode !== 0) {
    throw new Error(`Cannot list the machine's routes as ip must answer: ${stderr.trim()}`);
  }
  return parseRoutes(stdout);
}
