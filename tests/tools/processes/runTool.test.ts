import { expect, test } from "vitest";
import { runTool } from "../../../tools/processes/runTool";

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
  await expect(runTool(["sh", "-c", "echo begun >&2; sleep 60"], { limit: 200 })).rejects.toThrow(
    new Error("Cannot wait for sh as it may take 200 ms: it went on, begun\n"),
  );
});
