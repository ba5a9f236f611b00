import type { SshTarget } from "../../../spec/runSpec";
import { TRY_WHEN_REACHABLE } from "../../../text/cures/runCures";
import { messageOf } from "../../../text/messageOf";
import { fingerprint, HOST_KEY_TYPES } from "./hostKey";
import { knownHosts } from "./knownHosts";
import { scanHostKey } from "./scanHostKey";
import { UntrustedHost } from "./untrustedHost";

export interface FoundHostKey {
  readonly key: string;
  readonly isNew: boolean;
}

/** The configured key, that of known_hosts, or the presented one. @throws UntrustedHost if revoked or none */
export async function findHostKey(
  target: SshTarget,
  known: { readonly text: string; readonly file: string },
): Promise<FoundHostKey> {
  if (target.hostKey !== undefined) return { key: target.hostKey, isNew: false };
  const { keys, revoked } = knownHosts(known.text, target);
  const [best] = HOST_KEY_TYPES.flatMap((type) => keys.filter((key) => key.startsWith(`${type} `)));
  if (best !== undefined) return { key: best, isNew: false };
  const where = `${target.address} port ${target.port}`;
  const key = await scanHostKey(target, HOST_KEY_TYPES).catch((error: unknown) => {
    throw new UntrustedHost(
      `Cannot get the SSH host key of ${where}, which is not in ${known.file}: ${messageOf(error)}. ` +
        TRY_WHEN_REACHABLE,
      { cause: error },
    );
  });
  if (!revoked.includes(key)) return { key, isNew: true };
  throw new UntrustedHost(
    `The SSH host key of ${where} is revoked in ${known.file}: ${fingerprint(key)}. ` +
      "This may be a man-in-the-middle attack. Nothing was sent to the host.",
  );
}
