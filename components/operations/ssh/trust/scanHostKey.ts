import { Client } from "ssh2";
import type { SshTarget } from "../../../spec/runSpec";
import { hostKey } from "./hostKey";
import { hostKeyAlgorithms } from "./onlyHostKey";

/** ms for the connect and the key exchange. */
const LIMIT = 3000;

/**
 * Asks a host for its key and hangs up before any login.
 *
 * @param types are the types to ask for, the most wanted of which it has it shows
 * @throws Error when it shows none within 3 s
 */
export async function scanHostKey(
  { address, port, user }: SshTarget,
  types: readonly string[],
): Promise<string> {
  const client = new Client();
  try {
    const shown = await new Promise<Buffer>((resolve, reject) => {
      client.on("error", reject);
      client.on("close", () => reject(new Error("it hung up before it showed a key")));
      client.connect({
        host: address,
        port,
        username: user,
        readyTimeout: LIMIT,
        algorithms: { serverHostKey: hostKeyAlgorithms(types) },
        hostVerifier: (key: Buffer) => {
          resolve(key);
          return false;
        },
      });
    });
    const key = hostKey(shown);
    if (key === undefined) throw new Error("it showed a key that cannot be read");
    return key;
  } finally {
    client.destroy();
  }
}
