import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runTool, runToolOrThrow } from "../../../tools/processes/runTool";

test("runTool() returns what a program prints and how it ends", async () => {
  const script = "cat; echo wrong >&2; exit 3";
  expect(await runTool(["sh", "-c", script], { input: "given" })).toEqual({
    exitCode: 3,
    stdout: "given",
    stderr: "wrong\n",
  });
});

test("runTool() names a program that does not exist", async () => {
  await expect(runTool(["no-such-program"])).rejects.toThrow(
    new Error("Cannot run no-such-program: spawn no-such-program ENOENT"),
  );
});

test.each([true, false])("runTool() kills what exceeds its limit (ownGroup %s)", async (own) => {
  const directory = mkdtempSync(join(tmpdir(), "run-tool-"));
  // The limit passes when the test says so: not before the program has printed its lines.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
    rmSync(directory, { recursive: true });
  });
  const begun = join(directory, "begun");
  const script = `echo $$; echo begun >&2; : >${begun}; exec sleep 60`;
  const options = { limit: 200, ownGroup: own };
  const failing = runTool(["sh", "-c", script], options).catch((thrown: Error) => thrown);
  while (!existsSync(begun)) await turn();
  // What it has printed is read in the next turn.
  for (let count = 0; count < 3; count += 1) await turn();
  await vi.advanceTimersByTimeAsync(200);
  const error = String(await failing);
  expect(error).toMatch(/^Error: "sh -c" did not exit within 0.2 s and was killed\n(\d+)\nbegun$/);
  const pid = /\n(\d+)\n/.exec(error)?.[1];
  while (existsSync(`/proc/${pid}`)) await turn();
});

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("runToolOrThrow() returns the output of a program that succeeds, run in a directory", async () => {
  expect(await runToolOrThrow(["pwd"], { directory: tmpdir() })).toBe(`${tmpdir()}\n`);
});

test("runToolOrThrow() shows the last 15 lines of a program that fails", async () => {
  const failing = runToolOrThrow(["sh", "-c", "seq 20; echo wrong >&2; exit 3"]);
  const lines = Array.from({ length: 14 }, (_, index) => index + 7).join("\n");
  await expect(failing).rejects.toThrow(
    new Error(`"sh -c" failed with exit code 3\n${lines}\nwrong`),
  );
  await expect(runToolOrThrow(["sh", "-c", "kill -9 $$"])).rejects.toThrow(
    new Error('"sh -c" was ended by a signal'),
  );
});
