import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { releaseLock } from "../../../tools/demo/stackLock";

/** No process has it: greater than the kernel's greatest. */
const NO_PID = 4_194_305;

let state: string;
let locks: string;
let said: string[];
let cancelled: string[][];

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "state "));
  onTestFinished(() => rmSync(state, { recursive: true }));
  locks = join(state, ".pulumi/locks/organization/redis-cluster/dev");
  mkdirSync(locks, { recursive: true });
  said = [];
  cancelled = [];
});

function lock(name: string, text: string): void {
  writeFileSync(join(locks, name), text);
}

/** The stack's CLI, of which `cancel` removes all locks. */
async function run(args: readonly string[]) {
  cancelled.push([...args]);
  for (const file of readdirSync(locks)) rmSync(join(locks, file));
  return { code: 0, output: "" };
}

const release = (limit?: number) => releaseLock({ state, run }, (line) => said.push(line), limit);

/** A process of that name, which runs for some seconds. */
function start(name: string): ChildProcess {
  const program = join(state, name);
  copyFileSync("/bin/sleep", program);
  const child = spawn(program, ["20"]);
  onTestFinished(() => {
    child.kill();
  });
  return child;
}

test("releaseLock() does nothing without a lock", async () => {
  await release();
  rmSync(join(state, ".pulumi"), { recursive: true });
  await release();
  expect([said, cancelled]).toEqual([[], []]);
});

test.each([
  ["a process that has ended", `{"pid":${NO_PID}}`],
  ["nobody", "{"],
])("releaseLock() removes the lock of %s", async (_, text) => {
  lock("a.json", text);
  await release();
  expect(said).toEqual(["Removing the stack's lock: the pulumi that held it was killed"]);
  expect(cancelled).toEqual([["cancel", "--yes"]]);
  expect(readdirSync(locks)).toEqual([]);
});

test("releaseLock() removes the lock of a PID that is another program's now", async () => {
  lock("a.json", JSON.stringify({ pid: start("other").pid }));
  await release();
  expect(cancelled).toEqual([["cancel", "--yes"]]);
});

test("releaseLock() waits for a pulumi that runs", async () => {
  const { pid } = start("pulumi");
  lock("a.json", JSON.stringify({ pid }));
  setTimeout(() => rmSync(join(locks, "a.json")), 300);
  await release();
  expect(said).toEqual([`Waiting for pulumi (PID ${pid}), which is changing the stack`]);
  expect(cancelled).toEqual([]);
});

test("releaseLock() removes the lock of a pulumi that is killed meanwhile", async () => {
  const child = start("pulumi");
  lock("a.json", JSON.stringify({ pid: child.pid }));
  setTimeout(() => child.kill("SIGKILL"), 300);
  await release();
  expect(said).toHaveLength(2);
  expect(cancelled).toEqual([["cancel", "--yes"]]);
});

test("releaseLock() takes no lock from a pulumi that goes on", async () => {
  const { pid } = start("pulumi");
  lock("a.json", JSON.stringify({ pid }));
  await expect(release(100)).rejects.toThrow(
    `pulumi (PID ${pid}) is still changing the stack. Wait for it, or stop it.`,
  );
  expect(cancelled).toEqual([]);
});

test("releaseLock() fails with the CLI's reason", async () => {
  lock("a.json", "{}");
  const failing = { state, run: async () => ({ code: 255, output: "error: no\n" }) };
  await expect(releaseLock(failing, () => {})).rejects.toThrow(
    "Cannot remove the stack's lock: error: no",
  );
});
