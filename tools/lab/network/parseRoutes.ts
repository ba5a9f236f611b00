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
