import { messageOf } from "../messageOf";
import type { SshTarget } from "../runSpec";
import { fingerprint } from "./fingerprint";
import { HOST_KEY_TYPES } from "./hostKeyTypes";
import { knownHosts } from "./knownHosts";
import { scanHostKey } from "./scanHostKey";
import { UntrustedHost } from "./untrustedHost";

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
