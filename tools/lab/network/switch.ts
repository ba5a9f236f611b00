import { join } from "node:path";
import { messageOf } from "../../../components/text/messageOf";
import { runToolOrThrow } from "../../processes/runTool";
import type { LabLocation } from "../state/labLocation";
import { portName } from "./names";

export async function setPort(
  address: string,
  { disks, position }: Pick<LabLocation, "disks"> & { position: "up" | "down" },
): Promise<void> {
  await ipOnSwitch(disks, "link", "set", portName(address), position);
}

export async function findCut(
  hosts: readonly string[],
  { disks }: LabLocation,
): Promise<Set<string>> {
  const ports = parsePorts(await ipOnSwitch(disks, "-json", "link", "show"));
  const cut = new Set(ports.filter((port) => !port.isUp).map((port) => port.name));
  return new Set(hosts.filter((host) => cut.has(portName(host))));
}

async function ipOnSwitch(disks: string, ...argv: string[]): Promise<string> {
  const space = `--net=${join(disks, "switch")}`;
  try {
    return await runToolOrThrow(["nsenter", space, "ip", ...argv]);
  } catch (cause) {
    throw new Error(`Cannot use the lab's switch: ${messageOf(cause)}`, { cause });
  }
}

export interface Port {
  name: string;
  /** False if it was disconnected. A host that has ended has no port. */
  isUp: boolean;
}

interface LinkLine {
  ifname: string;
  flags: string[];
}

/** Parses the output of `ip -json link show` on the switch. */
export function parsePorts(json: string): Port[] {
  const lines: LinkLine[] = JSON.parse(json.trim() || "[]");
  return lines.map((line) => ({ name: line.ifname, isUp: line.flags.includes("UP") }));
}
