import { expect, test } from "vitest";
import { type CommandArgs, commandArgs } from "../../../../tools/engine/provider/commandArgs";
import type { Printed } from "../../../../tools/engine/provider/commandOutput";
import { runLocal } from "../../../../tools/engine/provider/runLocal";
import { type Properties, toSecret } from "../../../../tools/engine/provider/value";
import { until } from "../../../support/until";

const NOTHING: Printed = { stdout: "", stderr: "" };

function run(text: string, inputs: Properties = {}, previous = NOTHING, cancelled?: AbortSignal) {
  const log: string[] = [];
  const args: CommandArgs = commandArgs(inputs);
  const run = {
    command: { text, isSecret: false },
    args,
    previous,
    log: (line: string) => log.push(line),
    cancelled: cancelled ?? new AbortController().signal,
  };
  return { log, ended: runLocal(run) };
}

test("each output loses one newline, and no more", async () => {
  const { ended, log } = run("printf 'a\\n\\n'; printf 'b\\n' >&2");
  expect(await ended).toEqual({ stdout: "a\n", stderr: "b" });
  expect(log.sort()).toEqual(["", "a", "b"]);
});

test("stdin and environment reach the command", async () => {
  const inputs = { stdin: toSecret("in"), environment: toSecret({ A: "1 2" }) };
  const { ended } = run('cat; echo " $A"', inputs);
  expect((await ended).stdout).toBe("in 1 2");
});

test("an interpreter gets the command as its last argument", async () => {
  const inputs = { interpreter: [process.execPath, "-p", "-e"] };
  expect((await run("1 + 1", inputs).ended).stdout).toBe("2");
});

test("the previous outputs are in the environment, unless that is turned off", async () => {
  const show = 'echo "$PULUMI_COMMAND_STDOUT-$PULUMI_COMMAND_STDERR"';
  const previous = { stdout: "out", stderr: "err" };
  expect((await run(show, {}, previous).ended).stdout).toBe("out-err");
  const off = { addPreviousOutputInEnv: false };
  expect((await run(show, off, previous).ended).stdout).toBe("-");
});

test.each([
  ["none", []],
  ["stdout", ["out"]],
  ["stderr", ["err"]],
  ["stdoutAndStderr", ["err", "out"]],
])("logging %s shows %j, and keeps both", async (logging, shown) => {
  const { ended, log } = run("echo out; printf err >&2", { logging });
  expect(await ended).toEqual({ stdout: "out", stderr: "err" });
  expect(log.sort()).toEqual(shown);
});

test("a line of a megabyte hangs nothing", async () => {
  const { ended, log } = run("head -c 1000000 /dev/zero | tr '\\0' a");
  expect((await ended).stdout.length).toBe(1_000_000);
  expect(log.map((line) => line.length)).toEqual([1_000_000]);
});

test("a command that does not read its input does not fail", async () => {
  const { ended } = run("exec <&-; echo done", { stdin: "x".repeat(1_000_000) });
  expect((await ended).stdout).toBe("done");
});

test("a failure tells the code, the command and all that it printed", async () => {
  const { ended } = run("echo out; echo err >&2; exit 3");
  await expect(ended).rejects.toThrow(
    'exit status 3: running "echo out; echo err >&2; exit 3":\nout\nerr\n',
  );
});

test("a failed command that is secret is not shown", async () => {
  const ended = runLocal({
    command: { text: "exit 4 # hidden", isSecret: true },
    args: commandArgs({}),
    previous: NOTHING,
    log: () => undefined,
    cancelled: new AbortController().signal,
  });
  await expect(ended).rejects.toThrow(/^exit status 4: running \[secret\]:\n$/);
});

test("a missing program is named", async () => {
  const interpreter = ["/none/sh"];
  await expect(run("true", { interpreter }).ended).rejects.toThrow('exec: "/none/sh": ');
});

test("cancelling kills the direct child", async () => {
  const cancel = new AbortController();
  const { ended, log } = run("echo begun; exec sleep 30", {}, NOTHING, cancel.signal);
  const failed = expect(ended).rejects.toThrow("signal: killed: running");
  await until("the command to run", () => (log.includes("begun") ? true : undefined));
  cancel.abort();
  await failed;
});

test("nothing starts after a cancel", async () => {
  const { ended } = run("true", {}, NOTHING, AbortSignal.abort());
  await expect(ended).rejects.toThrow("context canceled");
});
