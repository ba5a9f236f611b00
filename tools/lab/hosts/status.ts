import { findCut } from "../network/switch";
import { findHosts } from "../processes/labProcesses";
import type { LabLocation } from "../state/labLocation";
import { readOwnState } from "../state/labState";

export interface HostStatus {
  address: string;
  /** `"cut"`: runs without a network; `"down"`: stopped, its disk is kept. */
  condition: "up" | "cut" | "down";
  /** The PID of the host's PID 1 on this machine; absent if it is down. */
  pid?: number;
}

export async function status(location: LabLocation): Promise<HostStatus[]> {
  const hosts = readOwnState(location)?.hosts ?? [];
  const running = findHosts(location.id);
  const cut = running.size === 0 ? new Set() : await findCut(hosts, location);
  return hosts.map((address) => {
    const pid = running.get(address)?.init.pid;
    if (pid === undefined) return { address, condition: "down" };
    return { address, condition: cut.has(address) ? "cut" : "up", pid };
  });
}
