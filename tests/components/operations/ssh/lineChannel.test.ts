import type { ClientChannel, ServerChannel } from "ssh2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LineChannel } from "../../../../components/operations/ssh/lineChannel";
import { openCommand } from "../../../../components/operations/ssh/runCommand";
import { openHost, type SshHost } from "../../../support/sshServer";
import { until } from "../../../support/until";

let host: SshHost;
/** The other end of the channel. */
let script: ServerChannel;
let received: string;
let lines: LineChannel;

beforeEach(async () => {
  received = "";
  host = await openHost((_command, channel) => {
    script = channel;
    channel.on("data", (text: Buffer) => {
      received += text;
    });
  });
  const channel: ClientChannel = await openCommand(host.client, "sh");
  lines = new LineChannel(channel);
});
afterEach(() => host.close());

/** Waits until the script has received exactly this text. */
async function arrived(text: string): Promise<void> {
  await until(`"${text}" to arrive`, () => (received === text ? true : undefined));
}

test("ask() sends a line and returns the line that answers it", async () => {
  const answer = lines.ask("start 7000\n", 5000);
  await arrived("start 7000\n");
  script.write("done\n");
  expect(await answer).toBe("done");
});

test("ask() returns answers in the order of the requests, however they are cut", async () => {
  const answers = Promise.all(["a\n", "b\n", "c\n"].map((text) => lines.ask(text, 5000)));
  script.write("one\ntw");
  await new Promise(setImmediate);
  script.write("o\nthree: ü\n");
  expect(await answers).toEqual(["one", "two", "three: ü"]);
});

test("ask() gives up after its limit, and a late answer is not that of the next request", async () => {
  await expect(lines.ask("slow\n", 20)).rejects.toThrow(
    new Error("the host gave no answer in 0.02 s"),
  );
  const next = lines.ask("next\n", 5000);
  script.write("late\nsecond\n");
  expect(await next).toBe("second");
});

test("send() waits for no answer", async () => {
  lines.send("beat\n");
  const answer = lines.ask("start\n", 5000);
  await arrived("beat\nstart\n");
  script.write("done\n");
  expect(await answer).toBe("done");
});

test("a closed channel fails what waits and what follows, with the script's own error", async () => {
  expect(lines.closed).toBeUndefined();
  const waiting = expect(lines.ask("start\n", 5000)).rejects.toThrow(new Error("no space is left"));
  script.stderr.write("no space is left\n");
  script.exit(1);
  script.end();
  await waiting;
  expect(lines.closed).toBe("no space is left");
  await expect(lines.ask("more\n", 5000)).rejects.toThrow(new Error("no space is left"));
});

test("a channel that is closed without an error says that the connection ended", async () => {
  const waiting = expect(lines.ask("start\n", 5000)).rejects.toThrow(
    new Error("the SSH connection ended"),
  );
  script.end();
  await waiting;
});
