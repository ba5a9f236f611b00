import type { SshTarget } from "../../../spec/runSpec";
import { acceptHostKeys } from "../../../text/cures/runCures";
import { quote } from "../../../text/quote";
import { fingerprint } from "./hostKey";
import { knownHostsName } from "./knownHosts";

export interface UnknownHost {
  readonly target: SshTarget;
  readonly key: string;
}

/** Hosts listed at most; the others follow in the next run. */
const LISTED = 12;

export function describeUnknownHosts(unknown: readonly UnknownHost[], file: string): string {
  const listed = unknown.slice(0, LISTED);
  const names = listed.map(({ target }) => nameOf(target));
  const width = Math.max(...names.map((name) => name.length));
  const rest = unknown.length - listed.length;
  const [subject, own, them] =
    unknown.length === 1
      ? [`key of ${names.join("")} is`, "it with the host's own", "it"]
      : [`keys of ${unknown.length} hosts are`, "each with the host's own", "them"];
  return [
    `The SSH host ${subject} not in ${file}`,
    ...listed.map(({ key }, index) => `  ${names[index]?.padEnd(width)}  ${fingerprint(key)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    `  ${acceptHostKeys(own, { files: ownFiles(listed), them })}`,
    ...listed.map(({ target, key }) => {
      const line = `${knownHostsName(target)} ${key}`;
      return `    echo ${quote(line)} >>${quote(file)}`;
    }),
  ].join("\n");
}

/** `"10.1.0.12"`, `"10.1.0.12 port 2222"` */
function nameOf({ address, port }: SshTarget): string {
  return port === 22 ? address : `${address} port ${port}`;
}

function ownFiles(unknown: readonly UnknownHost[]): string {
  const types = unknown.map(({ key }) => /ed25519|ecdsa|rsa/.exec(key)?.[0]);
  const files = [...new Set(types)].map((type) => `/etc/ssh/ssh_host_${type}_key.pub`);
  return files.join(" or ");
}
