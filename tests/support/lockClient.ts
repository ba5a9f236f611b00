import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** ms. No check of time: a lock that has not answered by then never does, on a busy machine too. */
const HANGS = 60_000;
/** ms between two signs of life; the script gives the lock up after five silent seconds. */
const BEAT = 1000;

/** The other end of scripts/lock.sh, which says that it lives as the product does. */
export class LockClient {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];
  readonly #beat = setInterval(() => this.say("beat\n"), BEAT);
  #rest = "";

  constructor(child: ChildProcess, script: string) {
    this.child = child;
    child.on("exit", () => this.silence());
    // A guard that has ended reads no further line.
    child.stdin?.on("error", () => this.silence());
    child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.say(script);
  }

  say(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Gives no further sign of life. */
  silence(): void {
    clearInterval(this.#beat);
  }

  /** The next line that it says. @throws Error when none comes */
  line(): Promise<string> {
    const said = this.#lines.shift();
    if (said !== undefined) return Promise.resolve(said);
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`Waited ${HANGS / 1000} s for a line of the lock`)),
        HANGS,
      );
      this.#waiting.push((line) => {
        clearTimeout(late);
        resolve(line);
      });
    });
  }

  async ask(command: string): Promise<string> {
    this.say(`${command}\n`);
    return this.line();
  }

  /** Hangs up; returns the lock's exit code. */
  async end(): Promise<number | null> {
    const ended = once(this.child, "exit");
    this.silence();
    this.child.stdin?.end();
    const [code] = await ended;
    return code;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const tell = this.#waiting.shift();
      if (tell === undefined) this.#lines.push(line);
      else tell(line);
    }
  }
}
