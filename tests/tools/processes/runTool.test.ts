import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
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
  const options = { limit: 200, ownGroup: own };
  const script = "echo $$; echo begun >&2; exec sleep 60";
  const error = await runTool(["sh", "-c", script], options).catch((thrown: Error) => thrown);
  expect(String(error)).toMatch(
    /^Error: "sh -c" did not exit within 0.2 s and was killed\n(\d+)\nbegun$/,
  );
  const pid = /\n(\d+)\n/.exec(String(error))?.[1];
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
});

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
