import { spawn } from "node:child_process";
import type { CommandArgs } from "./commandArgs";
import {
  type Command,
  commandError,
  type Log,
  OutputCollector,
  type Printed,
} from "./commandOutput";

export interface Run {
  readonly command: Command;
  readonly args: CommandArgs;
  readonly previous: Printed;
  readonly log: Log;
  readonly cancelled: AbortSignal;
}

/**
 * Cancelling kills the direct child alone, as Go's `exec.CommandContext` does.
 * @throws Error if the command does not exit with 0
 * @see pulumi-command v1.2.1, provider/pkg/provider/local/commandOutputs.go
 */
export async function runLocal(run: Run): Promise<Printed> {
  const output = new OutputCollector(run.args.logging, run.log);
  const ended = run.cancelled.aborted ? "context canceled" : await execute(run, output);
  const printed = output.finish();
  if (ended === "exit status 0") return printed;
  throw commandError(run.command, { ended, printed: output.both() });
}

function execute({ command, args, previous, cancelled }: Run, output: OutputCollector) {
  const [program = "/bin/sh", ...rest] =
    args.interpreter.length > 0 ? args.interpreter : ["/bin/sh", "-c"];
  return new Promise<string>((resolve) => {
    const child = spawn(program, [...rest, command.text], {
      env: { ...process.env, ...args.environment, ...previousOutput(args, previous) },
      stdio: [args.stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const kill = () => child.kill("SIGKILL");
    cancelled.addEventListener("abort", kill, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => output.add("stdout", chunk));
    child.stderr?.on("data", (chunk: Buffer) => output.add("stderr", chunk));
    // EPIPE: a command need not read its input.
    child.stdin?.on("error", () => undefined).end(args.stdin);
    child.on("error", (error) => resolve(`exec: "${program}": ${error.message}`));
    child.on("close", (code, signal) => {
      cancelled.removeEventListener("abort", kill);
      resolve(signal === null ? `exit status ${code}` : `signal: ${signalText(signal)}`);
    });
  });
}

function previousOutput(args: CommandArgs, { stdout, stderr }: Printed): Record<string, string> {
  if (!args.addPreviousOutputInEnv) return {};
  return {
    ...(stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr === "" ? {} : { PULUMI_COMMAND_STDERR: stderr }),
  };
}

/** Go prints the usual signals as words. */
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
