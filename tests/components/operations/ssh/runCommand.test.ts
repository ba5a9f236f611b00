import { afterEach, expect, test } from "vitest";
import { runCommand } from "../../../../components/operations/ssh/runCommand";
import { openHost, type SshHost } from "../../../support/sshServer";

const COMMAND = { command: "env A=1 sh -eu -s inspect", stdin: "the script" };

let host: SshHost;
afterEach(() => host.close());

test("runCommand() sends the command and its input, and returns the output", async () => {
  const received: string[] = [];
  host = await openHost((command, channel) => {
    channel.on("data", (text: Buffer) => received.push(command, text.toString()));
    channel.on("end", () => {
      channel.stderr.write("a warning\n");
      channel.write("line 1\n");
      channel.write("line 2: ü\n");
      channel.exit(0);
      channel.end();
    });
  });
  expect(await runCommand(host.client, COMMAND, { limit: 5000 })).toBe("line 1\nline 2: ü\n");
  expect(received).toEqual([COMMAND.command, COMMAND.stdin]);
});

test.each([
  ["its own words", "no such directory\n", "no such directory"],
  ["the exit code where it has none", "", "the script ended with exit code 3"],
])("runCommand() fails of a command with %s, without the command line", async (_, said, reason) => {
  host = await openHost((_command, channel) => {
    channel.stderr.write(said);
    channel.exit(3);
    channel.end();
  });
  await expect(runCommand(host.client, COMMAND, { limit: 5000 })).rejects.toThrow(
    new Error(reason),
  );
});

test("runCommand() waits no longer than its limit", async () => {
  host = await openHost(() => undefined);
  await expect(runCommand(host.client, COMMAND, { limit: 50 })).rejects.toThrow(
    new Error("the host gave no answer in 0.05 s"),
  );
});

test("runCommand() fails when the connection is lost while the command runs", async () => {
  host = await openHost((_command, channel) => {
    channel.on("data", () => host.client.destroy());
  });
  await expect(runCommand(host.client, COMMAND, { limit: 5000 })).rejects.toThrow(
    new Error("the SSH connection ended"),
  );
});

test("runCommand() fails when the connection was lost before", async () => {
  host = await openHost(() => undefined);
  host.client.end();
  await new Promise<void>((resolve) => host.client.on("close", () => resolve()));
  await expect(runCommand(host.client, COMMAND, { limit: 5000 })).rejects.toThrow("Not connected");
});
