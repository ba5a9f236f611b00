import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Argv } from "./runTool";

interface AttachOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
}

/**
 * Runs a program with this process's terminal, standard input and output. Returns its exit code, or 128 and the
 * number of the signal that ended it, as shells do. @throws Error if it cannot be started
 */
export async function attachTool(
  [file, ...args]: Argv,
  { environment, directory }: AttachOptions,
): Promise<number> {
  // The terminal sends Ctrl-C to the program too, which then stops in an orderly way: wait for it.
  const wait = () => undefined;
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  // First: the program may run, and the signal come, before spawn returns. It is passed on after that.
  process.on("SIGINT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
  const child = spawn(file, args, { cwd: directory, env: environment, stdio: "inherit" });
  try {
    return await new Promise((done, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) =>
        done(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
      );
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
  }
}
