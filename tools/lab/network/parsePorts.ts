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
