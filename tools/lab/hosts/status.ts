import { findCut } from "../network/switch";
import { findHosts } from "../processes/labProcesses";
import type { LabPaths } from "../state/labPaths";
import { ownState } from "../state/labState";

/** Looks at each host of the lab `id`, in the order they were asked for; empty without a lab. */
export async function status(id: string, paths: LabPaths): Promise<HostStatus[]> {
  const hosts = ownState(paths, id)?.hosts ?? [];
  const running = findHosts(id);
  const cut = running.size === 0 ? new Set() : await findCut(hosts, paths);
  return hosts.map((address) => {
    const pid = running.get(address)?.init.pid;
    if (pid === undefined) return { address, condition: "down" };
    return { address, condition: cut.has(address) ? "cut" : "up", pid };
  });
}

/** What a host of the lab does. */
export interface HostStatus {
  /** `"192.168.56.65"`. */
  address: string;
  /** `"cut"` runs and hears nobody; `"down"` has ended, its disk is there. */
  condition: "up" | "cut" | "down";
  /** The host's PID 1, with its PID on the machine; none when it is down. */
  pid?: number;
}
