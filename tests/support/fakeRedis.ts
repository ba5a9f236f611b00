import { createServer, type Server, type Socket } from "node:net";

/** A reply: a text, a number, an error, null, or a list of these. */
export type Reply = string | number | Error | null | readonly Reply[];

/** A server that speaks the protocol of Redis, logs the commands that it receives and gives set answers. */
export class FakeRedis {
  /** The commands in order, words joined by spaces: `"CLUSTER MYID"`. */
  readonly log: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param answer the reply of the server on `port` to a command; undefined is an unknown command */
  static async start(
    answer: (command: string, port: number) => Reply | undefined,
  ): Promise<FakeRedis> {
    const server = createServer();
    const fake = new FakeRedis(server);
    server.on("connection", (socket) => {
      fake.#serve(socket, (command) => answer(command, fake.port));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("It does not listen");
    return address.port;
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, answer: (command: string) => Reply | undefined): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let rest = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      rest += text;
      for (let taken = takeCommand(rest); taken !== undefined; taken = takeCommand(rest)) {
        rest = rest.slice(taken.length);
        const command = taken.words.join(" ");
        this.log.push(command);
        const reply = answer(command);
        socket.write(
          encode(reply === undefined ? new Error("ERR unknown command") : reply),
          "latin1",
        );
      }
    });
  }
}

/** The first command of `text` with its length; undefined while it is incomplete. */
function takeCommand(text: string): { words: string[]; length: number } | undefined {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return undefined;
  const words: string[] = [];
  let at = count[0].length;
  while (words.length < Number(count[1])) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    const start = at + size[0].length;
    const end = start + Number(size[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(start, end));
    at = end + 2;
  }
  return { words, length: at };
}

function encode(reply: Reply): string {
  if (reply === null) return "$-1\r\n";
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  if (typeof reply === "number") return `:${reply}\r\n`;
  // Each character is a byte, so that a reply can be any bytes.
  if (typeof reply === "string") return `$${reply.length}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
}
