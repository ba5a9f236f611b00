import type { LabPaths } from "./labPaths";
import { parsePorts } from "./network/parsePorts";
import { portName } from "./network/portName";
import { onSwitch } from "./onSwitch";

/** Gives those of `hosts` whose link to the switch is cut. */
export async function findCut(hosts: readonly string[], paths: LabPaths): Promise<Set<string>> {
  const ports = parsePorts(await onSwitch(paths, "-json", "link", "show"));
  const cut = new Set(ports.filter((port) => !port.isUp).map((port) => port.name));
  return new Set(hosts.filter((host) => cut.has(portName(host))));
}
