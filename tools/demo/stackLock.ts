import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readStat } from "../lab/processes/processStat";
import type { LocalStack } from "./localStack";

/** How long to wait for a CLI that runs, in ms. */
const LIMIT = 10 * 60_000;

/**
 * Waits for a CLI that is changing the stack, and removes the locks of CLIs that were killed.
 *
 * @param limit in ms
 * @throws Error if a CLI holds the lock longer than that, or the locks cannot be removed
 */
export async function releaseLock(
  stack: Pick<LocalStack, "state" | "run">,
  say: (line: string) => void,
  limit = LIMIT,
): Promise<void> {
  const end = performance.now() + limit;
  const [first] = holders(stack.state).filter(isPulumi);
  if (first !== undefined) say(`Waiting for pulumi (PID ${first}), which is changing the stack`);
  for (let [pid] = [first]; pid !== undefined; [pid] = holders(stack.state).filter(isPulumi)) {
    if (performance.now() > end) {
      throw new Error(`pulumi (PID ${pid}) is still changing the stack. Wait for it, or stop it.`);
    }
    await pause(200);
  }
  if (holders(stack.state).length === 0) return;
  say("Removing the stack's lock: the pulumi that held it was killed");
  const { code, output } = await stack.run(["cancel", "--yes"]);
  if (code !== 0) throw new Error(`Cannot remove the stack's lock: ${output.trim()}`);
}

/** The PIDs in the lock files of a DIY backend; 0 for a file that cannot be read. */
function holders(state: string): number[] {
  const locks = join(state, ".pulumi", "locks");
  if (!existsSync(locks)) return [];
  const files = readdirSync(locks, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".json")).map((file) => pidIn(join(locks, file)));
}

function pidIn(file: string): number {
  try {
    return Number(JSON.parse(readFileSync(file, "utf8")).pid);
  } catch {
    return 0;
  }
}

/** False for a zombie, and for another program that has the PID after a restart of the machine. */
function isPulumi(pid: number): boolean {
  return readStat(pid)?.name === "pulumi";
}
