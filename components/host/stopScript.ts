import { type HostCommand, scriptCommand, scriptText } from "./hostCommand";

export interface StopOptions {
  readonly address: string;
  readonly directory: string;
  readonly serverCommand: string;
  readonly ports: readonly number[];
  /** What happens to configuration, logs and data. */
  readonly onDestroy: "keep" | "delete";
}

/** The command that stops the servers of one host's nodes; scripts/stop.sh has its output. */
export function stopCommand(options: StopOptions): HostCommand {
  return {
    command: scriptCommand("stop", {
      DIRECTORY: options.directory,
      ADDRESS: options.address,
      SERVER: options.serverCommand,
      ON_DESTROY: options.onDestroy,
      PORTS: options.ports.join(" "),
    }),
    stdin: scriptText(FILES, {}),
  };
}

const FILES = [
  "lib/base.sh",
  "lib/instance.sh",
  "lib/server.sh",
  "lib/ports.sh",
  "lib/stop.sh",
  "stop.sh",
];

export interface Stopped {
  /** The ports whose server was stopped; the others had none. */
  readonly stopped: readonly number[];
  /** A sentence for each server that still runs. */
  readonly failures: readonly string[];
}

/** @throws Error that names a port of which the answer says nothing */
export function parseStopped(answer: string, ports: readonly number[]): Stopped {
  const lines = answer.trimEnd().split("\n");
  const missing = ports.find((port) => !lines.some((line) => ANSWER.exec(line)?.[1] === `${port}`));
  if (missing !== undefined) throw new Error(`the host says nothing of port ${missing}`);
  const after = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    stopped: after("stopped").map(Number),
    failures: after("failed").map((line) => line.replace(/^\d+ /, "").trim()),
  };
}

const ANSWER = /^(?:stopped|absent|failed) (\d+)/;
