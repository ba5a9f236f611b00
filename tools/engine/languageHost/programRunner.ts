import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ProgramRun, programArguments, programEnvironment } from "./programRun";

export interface ProgramEnd {
  /** Empty for a success. */
  error: string;
  /** True if the program already printed its error. */
  isBail: boolean;
}

/** The SDK's exit code after an error that it printed. @see @pulumi/pulumi, cmd/run/index.js */
const BAIL = 32;

export class ProgramRunner {
  readonly #engineAddress: string | undefined;
  readonly #children = new Set<ChildProcess>();

  constructor(engineAddress: string | undefined) {
    this.#engineAddress = engineAddress;
  }

  /** Runs the program until it exits. @throws Error if its folder has no @pulumi/pulumi */
  async run(run: ProgramRun): Promise<ProgramEnd> {
    const runScript = findRunScript(run.programDirectory);
    const args = programArguments(run, { runScript, engineAddress: this.#engineAddress });
    const child = spawn(process.execPath, args, {
      cwd: run.pwd,
      env: { ...process.env, ...programEnvironment(run) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#children.add(child);
    return await new Promise<ProgramEnd>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code, signal) => {
        this.#children.delete(child);
        resolve(endOf(code, signal));
      });
    });
  }

  stop(): void {
    for (const child of this.#children) child.kill("SIGTERM");
  }
}

function findRunScript(programDirectory: string): string {
  try {
    return createRequire(join(programDirectory, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  } catch (cause) {
    throw new Error(
      `Cannot run the program in "${programDirectory}": the package @pulumi/pulumi is not installed ` +
        "there. Run npm install in that folder",
      { cause },
    );
  }
}

function endOf(code: number | null, signal: string | null): ProgramEnd {
  if (code === 0) return { error: "", isBail: false };
  if (code === BAIL) return { error: "", isBail: true };
  const error =
    code === null
      ? `Program exited due to a signal: ${signal}`
      : `Program exited with non-zero exit code: ${code}`;
  return { error, isBail: false };
}
