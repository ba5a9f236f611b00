import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { RunHost, SshTarget } from "../../../spec/runSpec";
import { expandHome } from "../../../text/expandHome";
import { messageOf } from "../../../text/messageOf";
import { quote } from "../../../text/quote";
import { fingerprint, HOST_KEY_TYPES } from "./hostKey";
import { knownHosts, knownHostsName } from "./knownHosts";
import { scanHostKey } from "./scanHostKey";
import { throwUntrusted, UntrustedHost } from "./untrustedHost";

/** By what hosts prove to be the ones that are meant. */
export interface HostTrust {
  readonly hosts: readonly RunHost[];
  /** A file of OpenSSH's form on the operator's machine, `~` for the home folder. */
  readonly knownHosts: string;
  /** As OpenSSH's StrictHostKeyChecking: `accept-new` writes the key of an unknown host down, `no` takes any. */
  readonly hostKeyChecking: "yes" | "accept-new" | "no";
}

/**
 * Gives each host the key that it must show: the one of its configuration, else the one of known_hosts.
 * A host that has neither is asked for its key, which is written down or refused.
 *
 * @param say is given a line for each key that was written down
 * @throws UntrustedHost with a line for each host that is refused, and how to accept it
 */
export async function trustHosts(
  trust: HostTrust,
  say: (line: string) => void,
): Promise<RunHost[]> {
  if (trust.hostKeyChecking === "no") return [...trust.hosts];
  const file = expandHome(trust.knownHosts);
  const text = readKnownHosts(file);
  const found = await Promise.allSettled(
    trust.hosts.map(async (host): Promise<RunHost> => {
      const { key, isNew } = await findHostKey(host.ssh, text, file);
      if (isNew && trust.hostKeyChecking === "yes") throw unknownHost(host.ssh, key, file);
      if (isNew) say(writeDown(host.ssh, key, file));
      return { ...host, ssh: { ...host.ssh, hostKey: key } };
    }),
  );
  throwUntrusted(found);
  return found.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** The text of the file, which before the first host is not there. */
function readKnownHosts(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  } catch (error) {
    const reason = `Cannot trust any host as ${file} cannot be read: ${messageOf(error)}`;
    throw new UntrustedHost(reason, { cause: error });
  }
}

function unknownHost(target: SshTarget, key: string, file: string): UntrustedHost {
  const own = `/etc/ssh/ssh_host_${/ed25519|ecdsa|rsa/.exec(key)?.[0]}_key.pub`;
  return new UntrustedHost(
    `Cannot trust ${target.address} port ${target.port} as ${file} has no key of it: it shows ` +
      `${fingerprint(key)}. Compare that with what the host itself says (ssh-keygen -lf ${own}), then ` +
      `accept it by: echo ${quote(lineOf(target, key))} >>${quote(file)}`,
  );
}

function writeDown(target: SshTarget, key: string, file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${lineOf(target, key)}\n`, { mode: 0o600 });
  return `Wrote the new host key of ${target.address} port ${target.port} to ${file}: ${fingerprint(key)}`;
}

/** As a line of known_hosts. */
function lineOf(target: SshTarget, key: string): string {
  return `${knownHostsName(target)} ${key}`;
}

/** The key that a host must show; when it is new, the one that it shows and nobody knows. */
export interface FoundHostKey {
  readonly key: string;
  readonly isNew: boolean;
}

/**
 * Finds the key of one host: its configuration's, else the most wanted one of those that `text`, the
 * content of the known_hosts file at `path`, has of it. Only where that names none the host is asked.
 *
 * @throws UntrustedHost when it cannot be asked, or shows a key that was revoked
 */
export async function findHostKey(
  target: SshTarget,
  text: string,
  path: string,
): Promise<FoundHostKey> {
  if (target.hostKey !== undefined) return { key: target.hostKey, isNew: false };
  const { keys, revoked } = knownHosts(text, target);
  const known = HOST_KEY_TYPES.flatMap((type) => keys.filter((key) => key.startsWith(`${type} `)));
  if (known[0] !== undefined) return { key: known[0], isNew: false };
  const unknown = `Cannot trust ${target.address} port ${target.port} as ${path} has no key of it`;
  const key = await scanHostKey(target, HOST_KEY_TYPES).catch((error: unknown) => {
    throw new UntrustedHost(
      `${unknown} and it could not be asked for one: ${messageOf(error)}. Try again when it can be reached`,
    );
  });
  if (!revoked.includes(key)) return { key, isNew: true };
  throw new UntrustedHost(
    `${unknown} but the one that was revoked, which it shows: ${fingerprint(key)}`,
  );
}
