import { StringDecoder } from "node:string_decoder";
import type { Logging } from "./commandArgs";

/** What a command printed, each without its last newline. */
export interface Printed {
  stdout: string;
  stderr: string;
}

export type Log = (line: string) => void;

type Stream = "stdout" | "stderr";

/** Keeps what a command prints, and shows each complete line while the command runs. */
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

  add(stream: Stream, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#both.push(chunk);
    if (!this.#shows(stream)) return;
    const lines = (this.#pending[stream] + this.#decoders[stream].write(chunk)).split("\n");
    this.#pending[stream] = lines.pop() ?? "";
    for (const line of lines) this.#log(line.replace(/\r$/, ""));
  }

  /** Shows the last line if it had no newline, and returns everything printed. */
  finish(): Printed {
    for (const rest of Object.values(this.#pending)) if (rest !== "") this.#log(rest);
    return { stdout: this.#text("stdout"), stderr: this.#text("stderr") };
  }

  /** Both streams in the order of their arrival, for an error text. */
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

export interface Command {
  readonly text: string;
  readonly isSecret: boolean;
}

interface Failed {
  /** `"exit status 1"` or `"signal: killed"` */
  readonly ended: string;
  readonly printed: string;
}

/** The error in pulumi-command's words: `exit status 1: running "false":`, then the output. */
export function commandError(command: Command, { ended, printed }: Failed): Error {
  const text = command.isSecret ? "[secret]" : JSON.stringify(command.text);
  return new Error(`${ended}: running ${text}:\n${shortened(printed)}`);
}

/** An error travels in gRPC's trailers, of which the CLI accepts 16 MB. The end says most. */
function shortened(printed: string): string {
  const left = printed.length - LONGEST;
  return left > 0 ? `[${left} characters left out]\n${printed.slice(-LONGEST)}` : printed;
}

/** Characters. */
const LONGEST = 1_000_000;
