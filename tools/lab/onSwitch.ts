import { join } from "node:path";
import { runTool } from "../processes/runTool";
import type { LabPaths } from "./labPaths";

/**
 * Runs `ip` on the lab's switch and gives what it prints.
 *
 * @throws Error when there is no switch, or ip fails.
 */
export async function onSwitch(paths: LabPaths, ...ip: string[]): Promise<string> {
  const space = `--net=${join(paths.disks, "switch")}`;
  const { exitCode, stdout, stderr } = await runTool(["nsenter", space, "ip", ...ip]);
  if (exitCode === 0) return stdout;
  throw new Error(
    `Cannot ask the lab's switch as "ip ${ip.join(" ")}" must succeed there: ${stderr.trim()}`,
  );
}
