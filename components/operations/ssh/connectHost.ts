import { createRequire } from "node:module";
import type { Client } from "ssh2";
import type { Credentials, SshTarget } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { fingerprint, hostKey } from "./trust/hostKey";
import { onlyHostKey } from "./trust/onlyHostKey";
import { UntrustedHost } from "./trust/untrustedHost";

/** ms for the connect, the key exchange and the login together. */
const READY_LIMIT = 8000;

/**
 * Logs in to a host by SSH.
 *
 * @throws UntrustedHost when it shows another key than its own, before anything is sent to it.
 * @throws Error that names the target: `Cannot reach root@192.168.56.66 port 22 by SSH: Timed out`.
 */
export function connectHost(
  target: SshTarget,
  credentials: Credentials,
  readyLimit = READY_LIMIT,
): Promise<Client> {
  // Loaded here, since a look at nodes that all answer never needs it.
  const ssh2: typeof import("ssh2") = createRequire(__filename)("ssh2");
  const client = new ssh2.Client();
  const agent = credentials.agent ? process.env["SSH_AUTH_SOCK"] : undefined;
  let shown: Buffer | undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(failure(target, shown, error));
    client.once("ready", () => resolve(client));
    client.on("error", fail);
    try {
      client.connect({
        host: target.address,
        port: target.port,
        username: target.user,
        readyTimeout: readyLimit,
        // A host that is gone in the middle is noticed, and does not hold up what waits for it.
        keepaliveInterval: 1000,
        keepaliveCountMax: 5,
        ...(credentials.privateKey === undefined ? {} : { privateKey: credentials.privateKey }),
        ...(credentials.password === undefined ? {} : { password: credentials.password }),
        ...(agent === undefined ? {} : { agent }),
        ...(target.hostKey === undefined
          ? {}
          : onlyHostKey(target.hostKey, (key) => {
              shown = key;
            })),
      });
    } catch (error) {
      // A key that cannot be read is refused at once.
      return fail(error);
    }
    // Else each small packet waits 40 ms for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
}

function failure(target: SshTarget, shown: Buffer | undefined, error: unknown): Error {
  const where = `${target.user}@${target.address} port ${target.port}`;
  const key = shown && hostKey(shown);
  // Before it shows a key the two sides agree on its type.
  const hasNoSuchKey = key === undefined && isOfHandshake(error);
  if (
    target.hostKey === undefined ||
    key === target.hostKey ||
    (key === undefined && !hasNoSuchKey)
  ) {
    return new Error(`Cannot reach ${where} by SSH: ${messageOf(error)}`, { cause: error });
  }
  return new UntrustedHost(
    `Cannot trust ${where} as its host key is not the known one: it shows ` +
      `${key === undefined ? `none of that type (${messageOf(error)})` : fingerprint(key)}, known is ` +
      `${fingerprint(target.hostKey)}. Somebody may stand between. If the host itself was given another ` +
      "key, put that into known_hosts or ssh.hostKey in place of the old one",
    { cause: error },
  );
}

/** `ssh2` says with an error where it arose. */
function isOfHandshake(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "handshake";
}
