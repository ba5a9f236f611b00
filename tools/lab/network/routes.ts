import { runTool, runToolOrThrow } from "../../processes/runTool";

export interface Route {
  /** `"192.168.56.0/24"`, `"192.168.56.70"` or `"default"`. */
  to: string;
  /** `"vboxnet0"`; empty if the route has no link, such as a blackhole. */
  link: string;
}

interface RouteLine {
  dst: string;
  dev?: string;
}

export async function findRoutes(): Promise<Route[]> {
  return parseRoutes(await runToolOrThrow(["ip", "-4", "-json", "route", "show", "table", "all"]));
}

/** Parses the output of `ip -4 -json route show table all`. */
export function parseRoutes(json: string): Route[] {
  const lines: RouteLine[] = JSON.parse(json.trim() || "[]");
  return lines
    .filter((line) => typeof line.dst === "string")
    .map((line) => ({ to: line.dst, link: line.dev ?? "" }));
}

/** Checks that packets to the hosts go to the lab's link. @throws Error that names the others */
export async function verifyRoutes(hosts: readonly string[], link: string): Promise<void> {
  // -force: a host without a route must not hide the answers for those after it.
  const input = hosts.map((host) => `route get ${host}\n`).join("");
  const { stdout, stderr } = await runTool(["ip", "-4", "-force", "-batch", "-"], { input });
  const links = parseRouteGet(stdout);
  const misrouted = hosts.filter((host) => links.get(host) !== link);
  if (misrouted.length === 0) return;
  const routes = misrouted.map((host) => `\n  ${host}  goes to ${links.get(host) ?? "no link"}`);
  const reason = stderr.trim() === "" ? "" : `\n${stderr.trim()}`;
  throw new Error(
    `Cannot reach the hosts through their link ${link}; a routing rule of this machine ` +
      `(see: ip rule) probably overrides it:${routes.join("")}${reason}`,
  );
}

/** Parses the output of `ip route get` into the link of each address; a local one has `"lo"`. */
export function parseRouteGet(text: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const line of text.split("\n")) {
    const found = /^(?:local )?(\S+) (?:.* )?dev (\S+)/.exec(line);
    if (found?.[1] && found[2]) links.set(found[1], found[2]);
  }
  return links;
}
