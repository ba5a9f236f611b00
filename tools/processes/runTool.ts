import { type ChildProcess, spawn } from "node:child_process";

export interface ToolResult {
  /** `null` if a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  input?: string | Buffer;
  environment?: NodeJS.ProcessEnv;
  /** Working directory. @default this process's */
  directory?: string;
  /** Time limit in ms; then the program is killed. @default 60000 */
  limit?: number;
  /** Kills its children too at the limit, but Ctrl-C does not reach the program. @default true */
  ownGroup?: boolean;
}

export type Argv = readonly [string, ...string[]];

const SHOWN_LINES = 15;

/** Runs a program until it exits, with any exit code. @throws Error if it exceeds the limit */
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

/** Returns the standard output of a program. @throws Error with its last lines if it fails */
export async function runToolOrThrow(argv: Argv, options: ToolOptions = {}): Promise<string> {
  const result = await runTool(argv, options);
  if (result.exitCode === 0) return result.stdout;
  const end =
    result.exitCode === null ? "was ended by a signal" : `failed with exit code ${result.exitCode}`;
  throw new Error(`${describe(argv)} ${end}${lastLines(result)}`);
}

/** This process's environment, with English messages and the PATH entries that `su` may drop. */
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

/** `"go build"`: further arguments are too long to show. */
function describe([file, first]: Argv): string {
  return first === undefined ? file : `"${file} ${first}"`;
}

function lastLines({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const lines = `${stdout}${stderr}`.trimEnd().split("\n").slice(-SHOWN_LINES);
  return lines.join("") === "" ? "" : `\n${lines.join("\n")}`;
}
