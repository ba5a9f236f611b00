import type { SshTarget } from "../../../spec/runSpec";
import { quote } from "../../../text/quote";
import { fingerprint } from "./hostKey";
import { knownHostsName } from "./knownHosts";

/** A host that presents a key that nobody knows. */
export interface UnknownHost {
  readonly target: SshTarget;
  readonly key: string;
}

/** Hosts shown at most; the others follow in the next run. */
const SHOWN = 12;

/** Lists hosts with unknown keys and the commands that accept them. @param file of known_hosts */
export function describeUnknownHosts(unknown: readonly UnknownHost[], file: string): string {
  const isOne = unknown.length === 1;
  const shown = unknown.slice(0, SHOWN);
  const names = shown.map(({ target }) => nameOf(target));
  const width = Math.max(...names.map((name) => name.length));
  const subject = isOne
    ? `The SSH host key of ${names.join("")} is`
    : `The SSH host keys of ${unknown.length} hosts are`;
  const rest = unknown.length - shown.length;
  return [
    `${subject} not in ${file}`,
    ...shown.map(({ key }, index) => `  ${names[index]?.padEnd(width)}  ${fingerprint(key)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    `  Compare ${isOne ? "it with the host's own" : "each with the host's own"} (ssh-keygen -lf ${ownFiles(shown)}). To accept ${isOne ? "it" : "them"}:`,
    ...shown.map(({ target, key }) => {
      const line = `${knownHostsName(target)} ${key}`;
      return `    echo ${quote(line)} >>${quote(file)}`;
    }),
  ].join("\n");
}

/** `"10.1.0.12"`, `"10.1.0.12 port 2222"` */
function nameOf({ address, port }: SshTarget): string {
  return port === 22 ? address : `${address} port ${port}`;
}

/** Where hosts keep public keys of these types. */
function ownFiles(unknown: readonly UnknownHost[]): string {
  const types = unknown.map(({ key }) => /ed25519|ecdsa|rsa/.exec(key)?.[0]);
  const files = [...new Set(types)].map((type) => `/etc/ssh/ssh_host_${type}_key.pub`);
  return files.join(" or ");
}
