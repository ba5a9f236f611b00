import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { toolEnvironment } from "../../processes/runTool";
import { withLock } from "../../processes/withLock";
import { findOnPath } from "../findOnPath";
import { requireCache, type Setting } from "./attempt";

const LOCK_LIMIT = 30 * 60 * 1000; // ms

interface Made {
  readonly setting: Setting;
  readonly target: string;
  /** For messages: `"building the Pulumi CLI"`. */
  readonly activity: string;
  readonly isMade: () => Promise<boolean>;
}

/** `make` returns what to rename to the target: a killed run leaves no half folder there. @throws Error */
export async function makeOnce(made: Made, make: (work: string) => Promise<string>): Promise<void> {
  const { setting, target, activity, isMade } = made;
  requireCache(setting);
  const act = async () => {
    if (await isMade()) return;
    const work = `${target}.${process.pid}`;
    mkdirSync(work, { recursive: true });
    try {
      const complete = await make(work);
      rmSync(target, { recursive: true, force: true });
      renameSync(complete, target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  };
  // macOS has no flock: two processes at once then both make it, and the later one's remains.
  if (findOnPath("flock", toolEnvironment()) === undefined) return await act();
  const alone = async () => {
    removeLeftovers(target);
    await act();
  };
  await withLock(`${target}.lock`, alone, { activity, limit: LOCK_LIMIT, log: setting.log });
}

/** Removes the work folders of killed runs; the lock excludes live ones. */
function removeLeftovers(target: string): void {
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    const isLeftover = name.startsWith(`${basename(target)}.`) && !name.endsWith(".lock");
    if (isLeftover) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
