import type { SshTarget } from "../runSpec";

/** A host as known_hosts names it: `"10.0.0.5"`, `"[10.0.0.5]:2222"`. */
export function knownHostsName({ address, port }: Pick<SshTarget, "address" | "port">): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
}
