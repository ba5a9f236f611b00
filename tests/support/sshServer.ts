import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { Server } from "ssh2";
import { generateSshKeyPair, publicKeyOf, type SshKeyPair } from "../../tools/lab/sshKeyPair";

/** An SSH server on loopback in this process; whoever knows the password "secret" may log in. */
export interface SshServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Generates a host's key pair; its public key has no comment. */
export function makeHostKey(type: "ed25519" | "ecdsa"): SshKeyPair {
  const key = type === "ed25519" ? generateSshKeyPair().private : ecdsaKey();
  return { private: key, public: publicKeyOf(key) };
}

function ecdsaKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** Starts a server that shows one of these keys, the one that the client likes best. */
export async function startSshServer(keys: readonly SshKeyPair[]): Promise<SshServer> {
  const server = new Server({ hostKeys: keys.map((key) => key.private) }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (login) => {
      if (login.method === "password" && login.password === "secret") login.accept();
      else login.reject(["password"]);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
