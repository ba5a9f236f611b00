import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** ms for one line; the script waits 2 s for a lock that is held. */
const LIMIT = 5000;

/** The client of scripts/lock.sh. */
export class LockClient {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];
  #rest = "";

  constructor(child: ChildProcess, script: string) {
    this.child = child;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.say(script);
  }

  say(text: string): void {
    this.child.stdin?.write(text);
  }

  /** The next line that it prints. @throws Error when none comes in time */
  line(): Promise<string> {
    const said = this.#lines.shift();
    if (said !== undefined) return Promise.resolve(said);
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`Waited ${LIMIT} ms for a line of the lock`)),
        LIMIT,
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
