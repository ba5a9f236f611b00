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

/**
 * The error of a failed command in the real provider's words: `exit status 1: running "false":`,
 * then all that it printed. A command that was marked secret is not shown.
 *
 * @param ended how it ended, `"exit status 1"` or `"signal: killed"`
 */
export function commandError(ended: string, command: Shown, printed: string): Error {
  const text = command.isSecret ? "[secret]" : JSON.stringify(command.text);
  return new Error(`${ended}: running ${text}:\n${shortened(printed)}`);
}

/** An error travels in gRPC's trailers, of which the CLI takes 16 MB; the end says most. */
function shortened(printed: string): string {
  const left = printed.length - LONGEST;
  return left > 0 ? `[${left} characters left out]\n${printed.slice(-LONGEST)}` : printed;
}

/** Characters of a failed command's output that its error repeats. */
const LONGEST = 1_000_000;

/** A command's text, and whether an error may show it. */
export interface Shown {
  text: string;
  isSecret: boolean;
}
