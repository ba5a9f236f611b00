import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { toolEnvironment } from "./runTool";

export interface LockOptions {
  /** What the holder is doing, for messages: `"building the Pulumi CLI"`. */
  activity: string;
  /** How long to wait for another holder, in ms. */
  limit: number;
  /** Receives one line if another process holds the lock. @default nobody */
  log?: (line: string) => void;
}

/**
 * The kernel holds the lock (flock) and releases it when the process ends in any way. It works across network
 * and PID namespaces, and a file left by a killed process blocks nobody.
 * @throws Error if another process holds it beyond the limit, or it cannot be locked at all
 */
export async function withLock<T>(
  file: string,
  action: () => Promise<T>,
  options: LockOptions,
): Promise<T> {
  const lock = await acquire(file, options);
  try {
    return await action();
  } finally {
    // Removed before it is released: a waiter that gets the lock of a removed file tries again.
    rmSync(file, { force: true });
    closeSync(lock);
  }
}

async function acquire(file: string, { activity, limit, log }: LockOptions): Promise<number> {
  const end = performance.now() + limit;
  let lock = lockNow(file);
  if (lock === undefined) log?.(`Waiting for ${holder(file)}, which is ${activity}`);
  while (lock === undefined) {
    const left = end - performance.now();
    if (left <= 0) {
      throw new Error(
        `Cannot lock ${file} within ${limit / 1000} s: ${holder(file)} is still ${activity}. ` +
          "Wait until it is done, or stop it, and try again",
      );
    }
    lock = await lockWithin(file, Math.min(left, SLICE));
  }
  return lock;
}

/** flock's exit code if another process holds the lock. */
const CONFLICT = 75;

/** Locks descriptor 3, which flock shares with this process: the lock outlives flock. */
const FLOCK = ["--exclusive", "--conflict-exit-code", String(CONFLICT)];

/** flock waits this long at most, in ms, so that it does not outlive a killed process for long. */
const SLICE = 2_000;

function lockNow(file: string): number | undefined {
  const fd = open(file);
  const { status, stderr, error } = spawnSync("flock", [...FLOCK, "--nonblock", "3"], {
    env: toolEnvironment(),
    stdio: ["ignore", "ignore", "pipe", fd],
    encoding: "utf8",
    timeout: 10_000,
  });
  return finish({ file, fd, status, message: error?.message ?? stderr });
}

async function lockWithin(file: string, ms: number): Promise<number | undefined> {
  const fd = open(file);
  const flock = spawn("flock", [...FLOCK, "--timeout", String(ms / 1000), "3"], {
    env: toolEnvironment(),
    stdio: ["ignore", "ignore", "ignore", fd],
  });
  const [status, message] = await new Promise<[number | null, string]>((resolve) => {
    flock.on("error", (error) => resolve([null, error.message]));
    flock.on("close", (code, signal) => resolve([code, `ended by ${signal}`]));
  });
  return finish({ file, fd, status, message });
}

interface FlockResult {
  file: string;
  fd: number;
  status: number | null;
  message: string;
}

/** Returns the locked file, or closes it and returns `undefined` if another process has the lock. */
function finish({ file, fd, status, message }: FlockResult): number | undefined {
  if (status === 0 && isSameFile(file, fd)) {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
    return fd;
  }
  closeSync(fd);
  if (status === 0 || status === CONFLICT) return undefined;
  throw cannotLock(file, message.trim());
}

function open(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, constants.O_RDWR | constants.O_CREAT);
  } catch (error) {
    throw cannotLock(file, error instanceof Error ? error.message : String(error));
  }
}

function isSameFile(file: string, fd: number): boolean {
  const named = statSync(file, { throwIfNoEntry: false });
  const opened = fstatSync(fd);
  return named?.ino === opened.ino && named.dev === opened.dev;
}

function cannotLock(file: string, reason: string): Error {
  return new Error(
    `Cannot lock ${file}: ${reason}. This needs write permission, a file system that supports ` +
      "flock, and the program flock (Debian package util-linux)",
  );
}

function holder(file: string): string {
  try {
    const pid = readFileSync(file, "utf8").trim();
    return pid === "" ? "another process" : `process ${pid}`;
  } catch {
    return "another process";
  }
}
