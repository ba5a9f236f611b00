import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const BEAT = 2000; // ms between two signs of life
const SILENCE = 60_000; // ms without one, after which the holder counts as gone
const LIMIT = 30 * 60 * 1000; // ms
const LOOK_AGAIN = 200; // ms

/**
 * Does something while holding a lock file, so that two processes do not do it at once. A holder
 * that was killed leaves the file: it is taken over when its process is gone, or silent for a minute.
 *
 * @throws Error when another process holds it for half an hour
 */
export async function withLock<T>(
  file: string,
  log: (line: string) => void,
  act: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  await take(file, log);
  const beat = setInterval(() => touch(file), BEAT);
  try {
    return await act();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

async function take(file: string, log: (line: string) => void): Promise<void> {
  const start = Date.now();
  for (let isFirst = true; !tryTake(file); isFirst = false) {
    if (isFirst) log(`Waiting for process ${holder(file)}, which builds the Pulumi CLI`);
    if (Date.now() - start > LIMIT) {
      throw new Error(
        `Cannot build the Pulumi CLI as one process does it at a time: process ${holder(file)} ` +
          `holds ${file} for ${LIMIT / 60_000} minutes. End it, or remove that file`,
      );
    }
    await delay(LOOK_AGAIN);
  }
}

function tryTake(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch {
    return isAbandoned(file) && setAside(file) && tryTake(file);
  }
}

/**
 * Of several that see an abandoned lock one can rename it. Should it have been taken anew in between,
 * two build at once: a waste, and no harm, as each renames a whole CLI into place.
 */
function setAside(file: string): boolean {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    rmSync(aside);
    return true;
  } catch {
    return false;
  }
}

function isAbandoned(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (Date.now() - found.mtimeMs > SILENCE) return true;
  const pid = Number(holder(file));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function holder(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

function touch(file: string): void {
  const now = new Date();
  if (existsSync(file)) utimesSync(file, now, now);
}
