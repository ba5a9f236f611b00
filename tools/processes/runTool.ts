import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface ToolResult {
  /** `null` when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** What a program is given. */
export interface ToolOptions {
  /** Its standard input. @default "" */
  input?: string | Buffer;
  /** @default that of `toolEnvironment` */
  environment?: NodeJS.ProcessEnv;
  /** How long it may take, in ms. @default 60000 */
  limit?: number;
}

/**
 * Runs a program to its end, in a process group of its own, so that it can be ended whole; any
 * exit code is a result.
 *
 * @throws Error when it cannot be started, or takes longer than the limit and is killed.
 */
export function runTool(
  argv: readonly [string, ...string[]],
  { input = "", environment = toolEnvironment(), limit = 60_000 }: ToolOptions = {},
): Promise<ToolResult> {
  const [file, ...rest] = argv;
  const child = spawn(file, rest, { detached: true, env: environment });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  // A program that ends without reading its input is no error.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise<ToolResult>((resolve, reject) => {
    const timer = setTimeout(() => {
      end(child);
      reject(
        new Error(`Cannot wait for ${file} as it may take ${limit} ms: it went on, ${stderr}`),
      );
    }, limit);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, stdout, stderr });
    });
  });
}

function end(child: ChildProcess): void {
  // Something that left the group may hold the other ends of the pipes.
  for (const stream of child.stdio) stream?.destroy();
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
}

/**
 * The environment of the programs that the lab runs: English messages, and the system's own
 * folders on PATH, which a root shell made by `su` may lack.
 */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}
