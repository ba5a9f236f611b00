import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type Connection as Login, Server } from "ssh2";
import type { Connection } from "../../../../tools/engine/provider/connection";
import { generateSshKeyPair } from "../../../../tools/lab/sshKeyPair";

/** An SSH server on loopback that prints the text of each command, and counts logins. */
export interface SshServer {
  readonly connection: Connection;
  /** Logins so far. */
  logins(): number;
  /** Connections that are open now. */
  open(): number;
  /** Ends all connections, as a crash of the host does. */
  drop(): void;
  close(): Promise<void>;
}

/** Starts one that takes `sessions` sessions at once on each connection. */
export async function startSshServer(sessions: number): Promise<SshServer> {
  const key = generateSshKeyPair().private;
  const logins = new Set<Login>();
  let count = 0;
  const server = new Server({ hostKeys: [key] }, (login) => {
    count += 1;
    logins.add(login);
    login.on("close", () => logins.delete(login)).on("error", () => undefined);
    login.on("authentication", (context) => context.accept());
    answerSessions(login, sessions);
  });
  const listener = createServer((socket) => server.injectSocket(socket));
  await once(listener.listen(0, "127.0.0.1"), "listening");
  return {
    connection: connectionTo(listener.address()),
    logins: () => count,
    open: () => logins.size,
    drop: () => {
      for (const login of logins) login.end();
    },
    close: async () => {
      for (const login of logins) login.end();
      await new Promise((done) => listener.close(done));
    },
  };
}

/**
 * A command prints its own text and its input. It ends 50 ms after its input, so that commands of one
 * moment overlap; one that begins with "fail" has exit status 3.
 */
function answerSessions(login: Login, most: number): void {
  let now = 0;
  login.on("session", (accept, reject) => {
    if (now === most) return reject();
    now += 1;
    const session = accept().on("close", () => {
      now -= 1;
    });
    session.on("exec", (acceptExec, _reject, { command }) => {
      const channel = acceptExec();
      channel.on("data", (input: Buffer) => channel.write(input));
      channel.write(command);
      const end = () => {
        channel.exit(command.startsWith("fail") ? 3 : 0);
        channel.end();
      };
      channel.on("end", () => setTimeout(end, 50));
    });
  });
}

function connectionTo(address: string | AddressInfo | null): Connection {
  if (address === null || typeof address === "string") throw new Error("Cannot listen on loopback");
  return {
    host: "127.0.0.1",
    port: address.port,
    user: "root",
    password: "any",
    privateKey: undefined,
    agentSocket: undefined,
    hostKey: undefined,
    dialErrorLimit: 0,
    perDialTimeout: 60,
  };
}
