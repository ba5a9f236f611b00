import { once } from "node:events";
import { Server, utils } from "ssh2";

/** An SSH server on loopback in this process; whoever knows the password "secret" may log in. */
export interface SshServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A host's pair of keys; the public one as OpenSSH writes it, without a comment. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** Makes a pair of keys. */
export function makeHostKey(type: "ed25519" | "ecdsa"): KeyPair {
  const pair =
    type === "ed25519"
      ? utils.generateKeyPairSync("ed25519")
      : utils.generateKeyPairSync("ecdsa", { bits: 256 });
  return { private: pair.private, public: pair.public.split(" ").slice(0, 2).join(" ") };
}

/** Starts a server that shows one of these keys, the one that the client likes best. */
export async function startSshServer(keys: readonly KeyPair[]): Promise<SshServer> {
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
