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
