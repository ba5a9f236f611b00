import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import type { CommandArgs } from "./commandArgs";
import { commandError, type Log, OutputCollector, type Shown } from "./commandOutput";

import { previousOutput } from "./previousOutput";
import type { Printed } from "./stateOf";

/** What a run gets besides the resource's inputs. */
export interface RunContext {
  /** What the run before printed; empty texts for none. */
  previous: Printed;
  log: Log;
  /** Fires when the user interrupts the update. */
  cancelled: AbortSignal;
}

/**
 * Runs a command on this machine and answers with what it printed.
 *
 * A cancelled run kills its direct child alone, with SIGKILL, and then waits until nobody holds the
 * child's outputs any more, as Go's `exec.CommandContext` does.
 *
 * @throws Error when the command cannot be started or ends with anything but 0
 * @see pulumi-command v1.2.1, provider/pkg/provider/local/commandOutputs.go
 */
export async function runLocal(
  command: Shown,
  args: CommandArgs,
  context: RunContext,
): Promise<Printed> {
  const output = new OutputCollector(args.logging, context.log);
  const ended = await run(command.text, args, context, output);
  const printed = output.finish();
  if (ended !== "exit status 0") throw commandError(ended, command, output.both());
  return printed;
}

async function run(
  text: string,
  args: CommandArgs,
  context: RunContext,
  output: OutputCollector,
): Promise<string> {
  // Node would blame a missing directory on the program; Go names the directory.
  if (args.dir !== undefined && !(await isDirectory(args.dir))) {
    return `chdir ${args.dir}: no such directory`;
  }
  if (context.cancelled.aborted) return "context canceled";
  const [program = "/bin/sh", ...rest] =
    args.interpreter.length > 0 ? args.interpreter : ["/bin/sh", "-c"];
  const hasStdin = args.stdin !== "";
  return await new Promise<string>((resolve) => {
    const child = spawn(program, [...rest, text], {
      ...(args.dir === undefined ? {} : { cwd: args.dir }),
      env: { ...process.env, ...args.environment, ...previousOutput(args, context.previous) },
      stdio: [hasStdin ? "pipe" : "ignore", "pipe", "pipe"],
    });
    const kill = () => child.kill("SIGKILL");
    context.cancelled.addEventListener("abort", kill, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => output.add("stdout", chunk));
    child.stderr?.on("data", (chunk: Buffer) => output.add("stderr", chunk));
    // A command need not read its input: EPIPE is no failure.
    child.stdin?.on("error", () => undefined).end(args.stdin);
    child.on("error", (error) => resolve(`exec: "${program}": ${error.message}`));
    child.on("close", (code, signal) => {
      context.cancelled.removeEventListener("abort", kill);
      resolve(signal === null ? `exit status ${code}` : `signal: ${signalText(signal)}`);
    });
  });
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Go names the usual signals in words. */
function signalText(signal: string): string {
  const words: Record<string, string> = {
    SIGKILL: "killed",
    SIGTERM: "terminated",
    SIGINT: "interrupt",
    SIGHUP: "hangup",
    SIGABRT: "aborted",
    SIGSEGV: "segmentation fault",
  };
  return words[signal] ?? signal;
}
