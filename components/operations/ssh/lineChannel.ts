import type { ClientChannel } from "ssh2";
import { answerInLine, hostPrinted } from "../../host/hostAnswer";
import { describeEnd } from "./runCommand";

interface Pending {
  resolve(line: string): void;
  reject(error: Error): void;
}

/** A script that answers each line with one marked line. What a login shell prints too is only kept for errors. */
export class LineChannel {
  readonly #channel: ClientChannel;
  readonly #pending: Pending[] = [];
  #rest = "";
  #printed = "";
  #closed: string | undefined;

  constructor(channel: ClientChannel) {
    this.#channel = channel;
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => this.#read(text));
    channel.stderr.on("data", (text: Buffer) => {
      this.#printed += text;
    });
    channel.on("close", (code?: number | null) => this.#close(code ?? undefined));
  }

  /** Why the channel is closed: its exit code, or the end of the connection. */
  get closed(): string | undefined {
    return this.#closed;
  }

  /** Continues an error by what the host printed besides answers: `". The host printed: disk error"`, or "". */
  get printed(): string {
    return hostPrinted(`${this.#printed}\n${this.#rest}`);
  }

  send(text: string): void {
    this.#channel.write(text);
  }

  /** Sends text and returns the line that answers it within `limit` ms. @throws Error otherwise */
  ask(text: string, limit: number): Promise<string> {
    if (this.#closed !== undefined) return Promise.reject(this.#failure(this.#closed));
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(this.#failure(`the host gave no answer in ${limit / 1000} s`)),
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
    for (const line of lines) {
      const answer = answerInLine(line);
      if (answer === undefined) this.#printed += `${line}\n`;
      else this.#pending.shift()?.resolve(answer);
    }
  }

  #close(code: number | undefined): void {
    this.#closed = describeEnd(code);
    for (const { reject } of this.#pending.splice(0)) reject(this.#failure(this.#closed));
  }

  #failure(reason: string): Error {
    return new Error(`${reason}${this.printed}`);
  }
}
