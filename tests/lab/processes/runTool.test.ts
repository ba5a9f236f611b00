import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runTool } from "../../../lab/processes/runTool";

test("runTool() gives what a program says and how it ends", async () => {
  const script = "cat; echo wrong >&2; exit 3";
  expect(await runTool(["sh", "-c", script], { input: "given" })).toEqual({
    exitCode: 3,
    stdout: "given",
    stderr: "wrong\n",
  });
});

test("runTool() refuses a program that is not there", async () => {
  await expect(runTool(["no-such-program"])).rejects.toThrow("spawn no-such-program ENOENT");
});

test("runTool() kills what takes too long", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-tool-"));
  // The limit passes when the test says so: not before the program has spoken.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });
  const begun = join(folder, "begun");
  const script = `echo begun >&2; : >${begun}; sleep 60`;
  const ended = expect(runTool(["sh", "-c", script], { limit: 200 })).rejects.toThrow(
    new Error("Cannot wait for sh as it may take 200 ms: it went on, begun\n"),
  );
  while (!existsSync(begun)) await turn();
  // What it has written is read in the next turn.
  for (let count = 0; count < 3; count += 1) await turn();
  await vi.advanceTimersByTimeAsync(200);
  await ended;
});

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
