import { Client } from "ssh2";
import type { SshTarget } from "../../../spec/runSpec";
import { hostKey } from "./hostKey";
import { limitConnect } from "./limitConnect";
import { hostKeyAlgorithms } from "./onlyHostKey";

/** ms */
const CONNECT_LIMIT = 3000;
/** ms for the connect and the key exchange. */
const LIMIT = 10_000;

/** Asks a host for a key of these types and hangs up before any login. @throws Error when it presents none in 10 s */
export async function scanHostKey(
  { address, port, user }: SshTarget,
  types: readonly string[],
): Promise<string> {
  const client = new Client();
  try {
    const presented = await new Promise<Buffer>((resolve, reject) => {
      client.on("error", reject);
      limitConnect(client, CONNECT_LIMIT);
      client.on("close", () => reject(new Error("the host hung up before it presented a key")));
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
    const key = hostKey(presented);
    if (key === undefined) throw new Error("the host presented a key that cannot be read");
    return key;
  } finally {
    client.destroy();
  }
}
