import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { killProcess } from "../../../../tools/lab/processes/killProcess";
import { readStat } from "../../../../tools/lab/processes/processStat";

test("killProcess() ends a process, and is content when it has ended", async () => {
  const { child, stat } = await startSleeper({ detached: false });
  await killProcess(stat);
  expect(readStat(stat.pid)).toBeUndefined();
  await killProcess(stat);
  child.stdin.end();
});

test("killProcess() ends what the leader of a process group started", async () => {
  const { stat, grandchild } = await startSleeper({ detached: true });
  expect(readStat(grandchild)?.group).toBe(stat.pid);
  await killProcess(stat);
  expect(readStat(grandchild)).toBeUndefined();
});

test("killProcess() spares a PID that has become another process's", async () => {
  const { child, stat } = await startSleeper({ detached: false });
  await killProcess({ ...stat, startTime: stat.startTime - 1 });
  expect(readStat(stat.pid)?.pid).toBe(stat.pid);
  child.stdin.end();
  await once(child, "exit");
});

/** A shell with a child; both end when their standard input does. */
async function startSleeper({ detached }: { detached: boolean }) {
  const script = "cat <&0 >/dev/null & echo $!; wait";
  const child = spawn("bash", ["-c", script], { detached, stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const stat = readStat(child.pid ?? 0);
  if (stat === undefined) throw new Error("Cannot test as the shell must run: it has ended");
  return { child, stat, grandchild: Number(String(line)) };
}
