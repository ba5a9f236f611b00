import { afterEach, expect, test } from "vitest";
import { OtherProgram } from "../../../../components/operations/ssh/otherProgram";
import { runCommand } from "../../../../components/operations/ssh/runCommand";
import { openHost, type SshHost } from "../../../support/sshServer";

const COMMAND = { command: "env A=1 sh -eu -s inspect", stdin: "the script" };

let host: SshHost;
afterEach(() => host.close());

test("runCommand() sends the command and its input, and returns the answer among other text", async () => {
  const received: string[] = [];
  host = await openHost((command, channel) => {
    channel.on("data", (text: Buffer) => received.push(command, text.toString()));
    channel.on("end", () => {
      channel.stderr.write("a warning\n");
      channel.write("hello\n<<redis-cluster\nline 1\n");
      channel.write("line 2: ü\nredis-cluster>>\nbye\n");
      channel.exit(0);
      channel.end();
    });
  });
  expect(await runCommand(host.client, COMMAND, { limit: 5000 })).toBe("line 1\nline 2: ü\n");
  expect(received).toEqual([COMMAND.command, COMMAND.stdin]);
});

/** A host that prints this and ends; undefined keeps it running. */
async function hostThat(says: {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code: number | undefined;
}): Promise<SshHost> {
  return openHost((_command, channel) => {
    channel.stderr.write(says.stderr ?? "");
    channel.write(says.stdout ?? "");
    if (says.code === undefined) return;
    channel.exit(says.code);
    channel.end();
  });
}

const BEGUN = "<<redis-cluster\n7000.conf requirepass secret\n";

test.each([
  [
    "all that it printed",
    { stdout: "Welcome\n", stderr: "no such directory\n", code: 3 },
    "the command on the host ended with exit code 3. The host printed: Welcome no such directory",
  ],
  ["its exit code", { code: 3 }, "the command on the host ended with exit code 3"],
  [
    "no part of its answer",
    { stdout: `hello\n${BEGUN}`, stderr: "awk: not found\n", code: 127 },
    "the command on the host ended with exit code 127. The host printed: hello awk: not found",
  ],
  [
    "an answer that is incomplete",
    { stdout: `hello\n${BEGUN}`, code: 0 },
    "the host's answer is incomplete. The host printed: hello",
  ],
  [
    "what it printed within the limit",
    { stdout: `Please login as debian\n${BEGUN}`, code: undefined },
    "the host gave no answer in 0.3 s. The host printed: Please login as debian",
  ],
  ["its limit", { code: undefined }, "the host gave no answer in 0.3 s"],
])("runCommand() fails with %s, without the command line", async (_, says, reason) => {
  host = await hostThat(says);
  await expect(runCommand(host.client, COMMAND, { limit: 300 })).rejects.toThrow(new Error(reason));
});

test("runCommand() tells a host apart that ran something else", async () => {
  host = await hostThat({ stdout: "Please login as debian\n", code: 0 });
  await expect(runCommand(host.client, COMMAND, { limit: 5000 })).rejects.toThrow(
    new OtherProgram(
      "the host did not run the script that was sent. The host printed: Please login as debian",
    ),
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
