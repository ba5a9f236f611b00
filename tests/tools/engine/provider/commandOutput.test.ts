import { expect, test } from "vitest";
import { commandError } from "../../../../tools/engine/provider/commandOutput";

const command = { text: 'echo "a"\nexit 1', isSecret: false };

test("the command is quoted on one line, and what it printed follows", () => {
  expect(commandError(command, { ended: "exit status 1", printed: "a\n" }).message).toBe(
    'exit status 1: running "echo \\"a\\"\\nexit 1":\na\n',
  );
});

test("a secret command is not shown", () => {
  const hidden = { text: "hidden", isSecret: true };
  expect(commandError(hidden, { ended: "signal: killed", printed: "" }).message).toBe(
    "signal: killed: running [secret]:\n",
  );
});

test("of very long outputs the end is kept", () => {
  const { message } = commandError(command, {
    ended: "exit status 1",
    printed: `begin${"x".repeat(999_999)}!`,
  });
  expect(message).toMatch(/^exit status 1: running .*:\n\[5 characters left out\]\nx{999999}!$/);
});
