import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { answerInLine } from "../../components/host/hostAnswer";

/** ms. A hang, not a check of time: a busy machine answers within it. */
const HANGS = 60_000;
/** ms between two beats; the script releases the lock 5 s after the last one. */
const BEAT = 1000;

/** The client of scripts/lock.sh. It sends beats as the product does. */
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

  /** Sends no more beats. */
  silence(): void {
    clearInterval(this.#beat);
  }

  /** Its next answer. @throws Error when none comes */
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
    for (const line of lines.flatMap((text) => answerInLine(text) ?? [])) {
      const tell = this.#waiting.shift();
      if (tell === undefined) this.#lines.push(line);
      else tell(line);
    }
  }
}
