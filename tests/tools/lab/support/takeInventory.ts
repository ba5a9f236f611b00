import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { listProcesses } from "../../../../tools/lab/processes/processStat";

/** What a lab must leave as it found it. */
export interface Inventory {
  links: string[];
  routes: string;
  mounts: string[];
  /** The living processes, by PID and name: `"42 sshd"`. */
  processes: string[];
}

/** Lists the machine's links, routes, mounts and processes. */
export function takeInventory(): Inventory {
  const links: { ifname: string }[] = JSON.parse(run("-json", "link", "show"));
  const mounts = readFileSync("/proc/self/mounts", "utf8").trim().split("\n");
  return {
    links: links.map((link) => link.ifname),
    routes: run("route", "show", "table", "all"),
    mounts,
    processes: listProcesses().map(({ pid, name }) => `${pid} ${name}`),
  };
}

function run(...argv: string[]): string {
  return execFileSync("ip", argv, { encoding: "utf8" });
}
