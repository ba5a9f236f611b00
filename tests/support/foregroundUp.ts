import { spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LocalStack, PulumiResult } from "../../tools/demo/localStack";
import { findPulumi } from "../../tools/engine/findPulumi";
import { TEST_FOLDER } from "./testFolder";

/** An up as a terminal runs it: the leader of its process group. */
export interface ForegroundUp {
  /** Does what Ctrl-C does: SIGINT to the whole group, if it has not ended. */
  interrupt(): void;
  /** What it has printed so far. */
  output(): string;
  readonly ended: Promise<PulumiResult>;
}

/** Starts `pulumi up` on a stack. */
export async function foregroundUp(stack: LocalStack): Promise<ForegroundUp> {
  const cli = await findPulumi({ home: join(TEST_FOLDER, "pulumi-home"), log: () => {} });
  const options = ["--yes", "--skip-preview", "--color", "never"];
  const child = spawn(cli.command, ["up", ...options, "--config-file", stack.configFile], {
    cwd: join(__dirname, "..", ".."),
    env: { ...process.env, ...stack.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      output += part;
    });
  }
  const signal = (name: NodeJS.Signals) => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (child.pid !== undefined && !hasEnded) process.kill(-child.pid, name);
  };
  onTestFinished(() => signal("SIGKILL"));
  return {
    interrupt: () => signal("SIGINT"),
    output: () => output,
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, output }));
    }),
  };
}
