import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type Client, type Connection, Server, type ServerChannel } from "ssh2";
import { connectHost } from "../../components/operations/ssh/connectHost";
import { generateSshKeyPair, publicKeyOf, type SshKeyPair } from "../../tools/lab/sshKeyPair";

/** An SSH server on loopback in this process; the password "secret" logs in. */
export interface SshServer {
  readonly port: number;
  /** The number of clients that are connected. */
  clients(): number;
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

/** Runs a command of a client: reads its standard input, writes its output and ends it with an exit code. */
export type Exec = (command: string, channel: ServerChannel) => void;

/** Starts a server with these keys, which rejects every command unless `exec` runs it. */
export async function startSshServer(keys: readonly SshKeyPair[], exec?: Exec): Promise<SshServer> {
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: keys.map((key) => key.private) }, (connection) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    connection.on("close", () => connections.delete(connection));
    connection.on("authentication", (login) => {
      if (login.method === "password" && login.password === "secret") login.accept();
      else login.reject(["password"]);
    });
    connection.on("session", (acceptSession) => {
      acceptSession().on("exec", (accept, reject, { command }) => {
        if (exec === undefined) reject();
        else exec(command, accept());
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    clients: () => connections.size,
    close: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A host that runs commands by `exec`, with a client that is logged in to it. */
export interface SshHost extends SshServer {
  readonly client: Client;
}

export async function openHost(exec: Exec): Promise<SshHost> {
  const server = await startSshServer([makeHostKey("ed25519")], exec);
  const target = { address: "127.0.0.1", port: server.port, user: "root" };
  const client = await connectHost(target, { password: "secret" });
  return {
    ...server,
    client,
    close: async () => {
      client.end();
      await server.close();
    },
  };
}
