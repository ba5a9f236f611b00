import type { ClientChannel } from "ssh2";

interface Pending {
  resolve(line: string): void;
  reject(error: Error): void;
}

/** A script at the other end of an SSH channel that answers each line it is sent with one line. */
export class LineChannel {
  readonly #channel: ClientChannel;
  readonly #pending: Pending[] = [];
  #rest = "";
  #errors = "";
  #closed: string | undefined;

  constructor(channel: ClientChannel) {
    this.#channel = channel;
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => this.#read(text));
    channel.stderr.on("data", (text: Buffer) => {
      this.#errors += text;
    });
    channel.on("close", () => this.#close());
  }

  /** Why the channel is closed: the script's own error, or the end of the connection. */
  get closed(): string | undefined {
    return this.#closed;
  }

  send(text: string): void {
    this.#channel.write(text);
  }

  /** Sends text and returns the line that answers it within `limit` ms. @throws Error otherwise */
  ask(text: string, limit: number): Promise<string> {
    if (this.#closed !== undefined) return Promise.reject(new Error(this.#closed));
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the host gave no answer in ${limit / 1000} s`)),
        limit,
      );
      const end =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late);
          settle(value);
        };
      // Answers come in the order of the requests: a late one still has its place.
      this.#pending.push({ resolve: end(resolve), reject: end(reject) });
      this.#channel.write(text);
    });
  }

  close(): void {
    this.#channel.end();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#pending.shift()?.resolve(line);
  }

  #close(): void {
    this.#closed = this.#errors.trim() || "the SSH connection ended";
    for (const { reject } of this.#pending.splice(0)) reject(new Error(this.#closed));
  }
}
