import { type ChildProcess, spawn } from "node:child_process";

/** How to run a tool. */
export interface ToolOptions {
  environment: NodeJS.ProcessEnv;
  /** Working directory; default: this process's. */
  folder?: string;
  /** ms; then the tool is killed. */
  limit: number;
}

/** How many lines of a failed tool's output its error repeats. */
const SHOWN_LINES = 15;

/**
 * Runs a tool without input to its end and answers with its standard output.
 *
 * @throws Error that names the tool, how it ended, and the last lines that it printed
 */
export async function runTool(
  program: string,
  args: string[],
  options: ToolOptions,
): Promise<string> {
  const printed: Buffer[] = [];
  const stdout: Buffer[] = [];
  const child = spawn(program, args, {
    env: options.environment,
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk: Buffer) => void (stdout.push(chunk) + printed.push(chunk)));
  child.stderr.on("data", (chunk: Buffer) => void printed.push(chunk));
  const ended = await endOf(child, options.limit);
  if (ended === "") return Buffer.concat(stdout).toString("utf8");
  const lines = Buffer.concat(printed).toString("utf8").trimEnd().split("\n");
  throw new Error(
    `"${[program, args[0]].join(" ")}": ${ended}\n${lines.slice(-SHOWN_LINES).join("\n")}`,
  );
}

/** Answers with how the tool failed, or an empty text. */
async function endOf(child: ChildProcess, limit: number): Promise<string> {
  let isLate = false;
  // Not spawn's own `timeout`: its timer outlives a program that could not be started.
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limit);
  const ended = await new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => {
      if (signal !== null)
        resolve(isLate ? `no end within ${limit / 1000} s` : `ended by ${signal}`);
      else resolve(code === 0 ? "" : `exit code ${code}`);
    });
  });
  clearTimeout(timer);
  return ended;
}
