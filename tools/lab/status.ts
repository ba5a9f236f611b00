import { findCut } from "./findCut";
import type { HostStatus } from "./hostStatus";
import type { LabPaths } from "./labPaths";
import { ownState } from "./ownState";
import { findHosts } from "./processes/findHosts";

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
