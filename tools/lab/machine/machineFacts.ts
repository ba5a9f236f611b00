import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runTool, toolEnvironment } from "../../processes/runTool";
import { parseRoutes, type Route } from "../network/routes";

/** What the lab must know of the machine before it changes anything on it. */
export interface MachineFacts {
  /** As Node says it: `"linux"`. */
  platform: string;
  /** The user's number; 0 is root. */
  userId: number;
  /** The tools of `TOOLS` that are not on PATH. */
  missingTools: string[];
  /** Every route of the machine, its own addresses among them. */
  routes: Route[];
}

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

/** Gives those of `tools` that are in no folder of `path`, in the same order. */
export function findMissingTools(tools: readonly string[], path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
}

/** The programs that the lab runs on the machine, each with the Debian and Ubuntu package it is in. */
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
