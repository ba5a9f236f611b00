import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended and what it printed. */
export interface ToolResult {
  /** `null` if a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** How to run a program. */
export interface ToolOptions {
  /** Standard input. @default "" */
  input?: string | Buffer;
  /** @default `toolEnvironment()` */
  environment?: NodeJS.ProcessEnv;
  /** Working directory. @default this process's */
  directory?: string;
  /** Time limit in ms; then the program is killed. @default 60000 */
  limit?: number;
  /**
   * Runs the program in a process group of its own: at the limit all its children are killed too, but
   * Ctrl-C does not reach it. @default true
   */
  ownGroup?: boolean;
}

/** A program and its arguments. No shell reads them. */
export type Argv = readonly [string, ...string[]];

/** How many lines of a failed program's output an error repeats. */
const SHOWN_LINES = 15;

/**
 * Runs a program until it exits, with any exit code.
 *
 * @throws Error if it cannot be started, or does not exit within the limit
 */
export function runTool(argv: Argv, options: ToolOptions = {}): Promise<ToolResult> {
  const { input = "", directory, limit = 60_000, ownGroup = true } = options;
  const [file, ...rest] = argv;
  const child = spawn(file, rest, {
    detached: ownGroup,
    env: options.environment ?? toolEnvironment(),
    cwd: directory,
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  }
  // A program that exits without reading its input is not an error.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise<ToolResult>((resolve, reject) => {
    const timer = setTimeout(() => {
      kill(child, ownGroup);
      const late = `${describe(argv)} did not exit within ${limit / 1000} s and was killed`;
      reject(new Error(`${late}${lastLines(printed)}`));
    }, limit);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Error(`Cannot run ${describe(argv)}: ${error.message}`, { cause: error }));
    });
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, ...printed });
    });
  });
}

/**
 * Runs a program that must succeed and returns its standard output.
 *
 * @throws Error with the program's last 15 lines unless it exits with 0
 */
export async function runToolOrThrow(argv: Argv, options: ToolOptions = {}): Promise<string> {
  const result = await runTool(argv, options);
  if (result.exitCode === 0) return result.stdout;
  const end =
    result.exitCode === null ? "was ended by a signal" : `failed with exit code ${result.exitCode}`;
  throw new Error(`${describe(argv)} ${end}${lastLines(result)}`);
}

/**
 * Returns this process's environment with English messages and with the system folders that a root
 * shell made by `su` may lack on PATH.
 */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}

function kill(child: ChildProcess, ownGroup: boolean): void {
  // A process that left the group may still hold the other ends of the pipes.
  for (const stream of child.stdio) stream?.destroy();
  if (child.pid === undefined || child.exitCode !== null) return;
  if (!ownGroup) {
    child.kill("SIGKILL");
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group has no process left.
  }
}

/** The program and its first argument: `"go build"`; further ones are too long to show. */
function describe([file, first]: Argv): string {
  return first === undefined ? file : `"${file} ${first}"`;
}

function lastLines({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const lines = `${stdout}${stderr}`.trimEnd().split("\n").slice(-SHOWN_LINES);
  return lines.join("") === "" ? "" : `\n${lines.join("\n")}`;
}
