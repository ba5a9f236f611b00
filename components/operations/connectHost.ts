import { Client } from "ssh2";
import { messageOf } from "./messageOf";
import type { Credentials, SshTarget } from "./runSpec";

/** ms for the connect, the key exchange and the login together. */
const READY_LIMIT = 8000;

/**
 * Logs in to a host by SSH.
 *
 * @throws Error that names the target: `Cannot reach root@192.168.56.66 port 22 by SSH: Timed out`.
 */
export function connectHost(
  target: SshTarget,
  credentials: Credentials,
  readyLimit = READY_LIMIT,
): Promise<Client> {
  const client = new Client();
  const agent = credentials.agent ? process.env["SSH_AUTH_SOCK"] : undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const where = `${target.user}@${target.address} port ${target.port}`;
      reject(new Error(`Cannot reach ${where} by SSH: ${messageOf(error)}`, { cause: error }));
    };
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
      });
    } catch (error) {
      // A key that cannot be read is refused at once.
      return fail(error);
    }
    // Else each small packet waits 40 ms for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
}
