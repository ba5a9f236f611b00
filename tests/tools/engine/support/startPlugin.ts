import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";

const ENGINE = resolve(__dirname, "../../../../tools/engine");
/** ms. No check of time: what has not started by then never does, on a busy machine too. */
const HANGS = 60_000;

/** A plugin that runs as the Pulumi CLI would run it. */
export interface Plugin {
  /** `"127.0.0.1:PORT"` */
  address: string;
  child: ChildProcess;
}

/** Starts a plugin's main.ts, and reads the port that it prints; it ends with the test. */
export async function startPlugin(main: string, folder: string): Promise<Plugin> {
  const args = ["--require", resolve(ENGINE, "..", "loader", "register.js"), resolve(ENGINE, main)];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const port = await new Promise<string>((done, fail) => {
    const late = () => fail(new Error(`${main} printed no port within ${HANGS / 1000} s`));
    const timer = setTimeout(late, HANGS);
    child.stdout.once("data", (chunk: Buffer) => {
      clearTimeout(timer);
      done(chunk.toString());
    });
  });
  return { address: `127.0.0.1:${port.trim()}`, child };
}
