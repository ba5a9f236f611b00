import { runTool } from "../../processes/runTool";

/** What the machine does with a range of addresses. */
export interface Route {
  /** `"192.168.56.0/24"`, `"192.168.56.70"` or `"default"`. */
  to: string;
  /** The link, `"vboxnet0"`; empty for a route that has none, such as a blackhole. */
  link: string;
}

interface RouteLine {
  dst: string;
  dev?: string;
}

/**
 * Reads what `ip -4 -json route show table all` prints. An interface's addresses are in it as
 * well, as routes of the table `local`.
 */
export function parseRoutes(json: string): Route[] {
  const lines: RouteLine[] = JSON.parse(json.trim() || "[]");
  return lines
    .filter((line) => typeof line.dst === "string")
    .map((line) => ({ to: line.dst, link: line.dev ?? "" }));
}

/**
 * Makes sure that what is sent to the hosts goes to the lab's own link, before anything is sent.
 *
 * @throws Error that names the addresses that would go elsewhere.
 */
export async function verifyRoutes(hosts: readonly string[], link: string): Promise<void> {
  const input = hosts.map((host) => `route get ${host}\n`).join("");
  const { stdout, stderr } = await runTool(["ip", "-4", "-batch", "-"], { input });
  const links = parseRouteGet(stdout);
  const astray = hosts.filter((host) => links.get(host) !== link);
  if (astray.length === 0) return;
  const states = astray.map((host) => `${host} goes to ${links.get(host) ?? "nowhere"}`);
  throw new Error(
    `Cannot send anything to the lab as its addresses must go to ${JSON.stringify(link)}: ` +
      `${states.join(", ")} ${stderr}`.trim(),
  );
}

/**
 * Reads what `ip route get` prints for one or more addresses, one a line, and gives the link of
 * each: `{ "192.168.56.65": "lab-0a1b2c3d" }`. A local address has the link `"lo"`.
 */
export function parseRouteGet(text: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const line of text.split("\n")) {
    const found = /^(?:local )?(\S+) (?:.* )?dev (\S+)/.exec(line);
    if (found?.[1] && found[2]) links.set(found[1], found[2]);
  }
  return links;
}
