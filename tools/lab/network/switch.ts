import { join } from "node:path";
import { runTool } from "../../processes/runTool";
import type { LabPaths } from "../state/labPaths";
import { portName } from "./names";

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

/** Gives those of `hosts` whose link to the switch is cut. */
export async function findCut(hosts: readonly string[], paths: LabPaths): Promise<Set<string>> {
  const ports = parsePorts(await onSwitch(paths, "-json", "link", "show"));
  const cut = new Set(ports.filter((port) => !port.isUp).map((port) => port.name));
  return new Set(hosts.filter((host) => cut.has(portName(host))));
}

/** A link on the lab's switch. */
export interface Port {
  name: string;
  /** Whether frames may pass; a host that has ended has no port. */
  isUp: boolean;
}

interface LinkLine {
  ifname: string;
  flags: string[];
}

/** Reads what `ip -json link show` prints on the switch. */
export function parsePorts(json: string): Port[] {
  const lines: LinkLine[] = JSON.parse(json.trim() || "[]");
  return lines.map((line) => ({ name: line.ifname, isUp: line.flags.includes("UP") }));
}
