import { StringDecoder } from "node:string_decoder";
import type { Logging } from "./commandArgs";
import type { Printed } from "./stateOf";

/** Receives one line of a command's output, without its newline. */
export type Log = (line: string) => void;

type Stream = "stdout" | "stderr";

/** Keeps what a command prints, and shows each whole line of it while the command runs. */
export class OutputCollector {
  readonly #chunks: Record<Stream, Buffer[]> = { stdout: [], stderr: [] };
  readonly #both: Buffer[] = [];
  readonly #pending: Record<Stream, string> = { stdout: "", stderr: "" };
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  readonly #logging: Logging;
  readonly #log: Log;

  constructor(logging: Logging, log: Log) {
    this.#logging = logging;
    this.#log = log;
  }

  /** Adds a piece of one of the two streams. */
  add(stream: Stream, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#both.push(chunk);
    if (!this.#shows(stream)) return;
    const lines = (this.#pending[stream] + this.#decoders[stream].write(chunk)).split("\n");
    this.#pending[stream] = lines.pop() ?? "";
    for (const line of lines) this.#log(line.replace(/\r$/, ""));
  }

  /** Shows what came without a newline, and answers with all of it, each stream less one newline. */
  finish(): Printed {
    for (const rest of Object.values(this.#pending)) if (rest !== "") this.#log(rest);
    return { stdout: this.#text("stdout"), stderr: this.#text("stderr") };
  }

  /** Both streams in the order in which they came, for an error text. */
  both(): string {
    return Buffer.concat(this.#both).toString("utf8");
  }

  #text(stream: Stream): string {
    return Buffer.concat(this.#chunks[stream]).toString("utf8").replace(/\n$/, "");
  }

  #shows(stream: Stream): boolean {
    return this.#logging === stream || this.#logging === "stdoutAndStderr";
  }
}
