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
  script.write("<<redis-cluster done\n");
  expect(await answer).toBe("done");
});

test("ask() returns answers in the order of the requests, however they are cut", async () => {
  const answers = Promise.all(["a\n", "b\n", "c\n"].map((text) => lines.ask(text, 5000)));
  script.write("<<redis-cluster one\n<<redis-cluster tw");
  await new Promise(setImmediate);
  script.write("o\n<<redis-cluster three: ü\n");
  expect(await answers).toEqual(["one", "two", "three: ü"]);
});

test("ask() gives up after its limit, and a late answer is not that of the next request", async () => {
  await expect(lines.ask("slow\n", 20)).rejects.toThrow(
    new Error("the host gave no answer in 0.02 s"),
  );
  const next = lines.ask("next\n", 5000);
  script.write("<<redis-cluster late\n<<redis-cluster second\n");
  expect(await next).toBe("second");
});

test("ask() skips what others print before, between and on the lines of answers", async () => {
  const answers = Promise.all(["a\n", "b\n"].map((text) => lines.ask(text, 5000)));
  script.stderr.write("a warning\n");
  script.write("Welcome\n\nhello<<redis-cluster one\ndone\n<<redis-cluster two\n");
  expect(await answers).toEqual(["one", "two"]);
  expect(lines.printed).toBe(". The host printed: a warning Welcome done");
});

test("ask() gives up with what the host printed", async () => {
  script.write("Please login as debian\nor admin");
  await until("the text to arrive", () => lines.printed || undefined);
  await expect(lines.ask("slow\n", 20)).rejects.toThrow(
    new Error(
      "the host gave no answer in 0.02 s. The host printed: Please login as debian or admin",
    ),
  );
});

test("send() waits for no answer", async () => {
  lines.send("beat\n");
  const answer = lines.ask("start\n", 5000);
  await arrived("beat\nstart\n");
  script.write("<<redis-cluster done\n");
  expect(await answer).toBe("done");
});

test("a closed channel fails what waits and what follows, with what the host printed", async () => {
  expect(lines.closed).toBeUndefined();
  const failure = new Error(
    "the command on the host ended with exit code 1. The host printed: no space is left",
  );
  const waiting = expect(lines.ask("start\n", 5000)).rejects.toThrow(failure);
  script.stderr.write("no space is left\n");
  script.exit(1);
  script.end();
  await waiting;
  expect(lines.closed).toBe("the command on the host ended with exit code 1");
  await expect(lines.ask("more\n", 5000)).rejects.toThrow(failure);
});

test("a channel that is closed without an error says that the connection ended", async () => {
  const waiting = expect(lines.ask("start\n", 5000)).rejects.toThrow(
    new Error("the SSH connection ended"),
  );
  script.end();
  await waiting;
});
