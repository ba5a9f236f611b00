import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { RunHost } from "../../../spec/runSpec";
import { expandHome } from "../../../text/expandHome";
import { messageOf } from "../../../text/messageOf";
import { findHostKey } from "./findHostKey";
import { fingerprint } from "./hostKey";
import { knownHostsName } from "./knownHosts";
import { describeUnknownHosts, type UnknownHost } from "./unknownHosts";
import { throwUntrusted, UntrustedHost } from "./untrustedHost";

export interface HostTrust {
  readonly hosts: readonly RunHost[];
  /** A known_hosts file of OpenSSH on the operator's machine, `~` for the home directory. */
  readonly knownHosts: string;
  /** OpenSSH's StrictHostKeyChecking: `accept-new` adds the key of an unknown host to the file, `no` accepts any. */
  readonly hostKeyChecking: "yes" | "accept-new" | "no";
}

/** `say` receives a line for each added key. @throws UntrustedHost that names the rejected hosts */
export async function trustHosts(
  trust: HostTrust,
  say: (line: string) => void,
): Promise<RunHost[]> {
  if (trust.hostKeyChecking === "no") return [...trust.hosts];
  const file = expandHome(trust.knownHosts);
  const text = readKnownHosts(file);
  const unknown: UnknownHost[] = [];
  const results = await Promise.allSettled(
    trust.hosts.map(async (host): Promise<RunHost> => {
      const { key, isNew } = await findHostKey(host.ssh, { text, file });
      if (isNew && trust.hostKeyChecking === "yes") unknown.push({ target: host.ssh, key });
      else if (isNew) say(addKey({ target: host.ssh, key }, file));
      return { ...host, ssh: { ...host.ssh, hostKey: key } };
    }),
  );
  throwUntrusted(results, unknown.length > 0 ? [describeUnknownHosts(unknown, file)] : []);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function readKnownHosts(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  } catch (error) {
    const text = `Cannot read the SSH host keys in ${file}: ${messageOf(error)}`;
    throw new UntrustedHost(text, { cause: error });
  }
}

function addKey({ target, key }: UnknownHost, file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${knownHostsName(target)} ${key}\n`, { mode: 0o600 });
  const where = `${target.address} port ${target.port}`;
  return `Added the new SSH host key of ${where} to ${file}: ${fingerprint(key)}`;
}
