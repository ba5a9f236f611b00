import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type LockOptions, withLock } from "../../../tools/processes/withLock";
import { scratch } from "../engine/support/scratch";

const OPTIONS: LockOptions = { activity: "building the Pulumi CLI", limit: 10_000 };

test("holders follow each other", async () => {
  const file = join(scratch(), "lock");
  const events: string[] = [];
  const hold = (name: string) =>
    withLock(
      file,
      async () => {
        events.push(`${name} in`);
        await new Promise((done) => setImmediate(done));
        events.push(`${name} out`);
      },
      OPTIONS,
    );

  await Promise.all([hold("a"), hold("b")]);

  expect(events).toEqual(["a in", "a out", "b in", "b out"]);
  expect(existsSync(file)).toBe(false);
});

test("of several holders one at a time has the lock", async () => {
  const file = join(scratch(), "lock");
  const seen: string[] = [];
  const act = (name: string) =>
    withLock(
      file,
      async () => {
        seen.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name} ends`);
      },
      OPTIONS,
    );
  await Promise.all([act("one"), act("two"), act("three")]);
  const order = seen.filter((line) => line.endsWith("begins")).map((line) => line.split(" ")[0]);
  expect(order.toSorted()).toEqual(["one", "three", "two"]);
  expect(seen).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("a waiting process is told once which process it waits for", async () => {
  const file = join(scratch(), "lock");
  const log: string[] = [];
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const first = withLock(file, () => released, OPTIONS);
  const options = { ...OPTIONS, log: (line: string) => log.push(line) };
  const second = withLock(file, async () => "in", options);
  release();
  await first;
  expect(await second).toBe("in");
  expect(log).toEqual([`Waiting for process ${process.pid}, which is building the Pulumi CLI`]);
});

test("the lock is released when the act fails", async () => {
  const file = join(scratch(), "lock");
  const failing = withLock(file, () => Promise.reject(new Error("no")), OPTIONS);
  await expect(failing).rejects.toThrow(new Error("no"));
  expect(existsSync(file)).toBe(false);
  expect(await withLock(file, async () => 7, OPTIONS)).toBe(7);
});

test("a file left by a process that has ended is taken over at once", async () => {
  const file = join(scratch(), "lock");
  writeFileSync(file, "4194304\n");
  const log: string[] = [];
  const read = async () => readFileSync(file, "utf8");

  const held = await withLock(file, read, { ...OPTIONS, log: (line) => log.push(line) });

  expect(held).toBe(`${process.pid}\n`);
  expect(log).toEqual([]);
});

test("a file left before a reboot is taken over, although its process number is in use again", async () => {
  const file = join(scratch(), "lock");
  writeFileSync(file, "1\n");
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(file, longAgo, longAgo);
  expect(await withLock(file, async () => "in", OPTIONS)).toBe("in");
});

test("a holder in other network and PID namespaces keeps the lock until it is killed", async () => {
  const file = join(scratch(), "lock");
  const script = 'echo 2 >"$1"; exec 3<>"$1"; flock 3; echo locked; read -r _';
  const holder = spawn(
    "unshare",
    ["--net", "--pid", "--fork", "--kill-child=SIGKILL", "bash", "-c", script, "holder", file],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  const act = () => Promise.resolve("in");

  const short = { ...OPTIONS, limit: 100 };
  await expect(withLock(file, act, short)).rejects.toThrow(
    new Error(
      `Cannot lock ${file} within 0.1 s: process 2 is still building the Pulumi CLI. ` +
        "Wait until it is done, or stop it, and try again",
    ),
  );
  const waiting = withLock(file, act, OPTIONS);
  holder.kill("SIGKILL");
  expect(await waiting).toBe("in");
  expect(existsSync(file)).toBe(false);
});

test("what cannot be locked is named", async () => {
  await expect(withLock("/proc/self/lock", async () => "in", OPTIONS)).rejects.toThrow(
    /^Cannot lock \/proc\/self\/lock: ENOENT: .*This needs write permission, a file system that/,
  );
});
