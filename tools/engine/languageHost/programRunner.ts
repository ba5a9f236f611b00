import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ProgramRun, programArguments, programEnvironment } from "./programRun";

/** How a program ended: without an error, with one, or with one that it told the user itself. */
export interface ProgramEnd {
  /** Empty for a success. */
  error: string;
  isBail: boolean;
}

/** The SDK's exit code for "the user was told already". @see @pulumi/pulumi, cmd/run/index.js */
const BAIL = 32;

/** Runs a stack's program as a child, whose outputs are this process's own. */
export class ProgramRunner {
  readonly #engineAddress: string | undefined;
  readonly #children = new Set<ChildProcess>();

  /** @param engineAddress `"127.0.0.1:PORT"` */
  constructor(engineAddress: string | undefined) {
    this.#engineAddress = engineAddress;
  }

  /**
   * Runs the program to its end.
   *
   * @throws Error when the program's folder has no @pulumi/pulumi
   */
  async run(run: ProgramRun): Promise<ProgramEnd> {
    const script = findRunScript(run.programDirectory);
    const child = spawn(process.execPath, programArguments(run, script, this.#engineAddress), {
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

  /** Ends the programs that run. */
  stop(): void {
    for (const child of this.#children) child.kill("SIGTERM");
  }
}

function findRunScript(programDirectory: string): string {
  try {
    return createRequire(join(programDirectory, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  } catch (cause) {
    throw new Error(
      `Cannot run the program in "${programDirectory}" as it needs the package @pulumi/pulumi: ` +
        "not installed, run npm install",
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
