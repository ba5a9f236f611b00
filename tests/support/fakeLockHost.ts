import type { ServerChannel } from "ssh2";
import { framed } from "./framed";
import { openHost, type SshHost } from "./sshServer";

/** A host that speaks as scripts/lock.sh, scripts/inspect.sh and scripts/stop.sh do. */
export class FakeLockHost {
  /** The commands that it received, without the script and the signs of life: `"start 7000"`. */
  readonly asked: string[] = [];
  /** The scripts that it received as a whole. */
  scripts = 0;
  /** The signs of life that it received. */
  beats = 0;
  /** The command lines that it was told to run. */
  readonly commands: string[] = [];
  /** What it answers to the script; nothing when empty. */
  greeting = "locked";
  /** What it answers to a command; undefined is no answer. */
  answer: (command: string) => string | undefined = () => "done";
  /** What an inspection prints. */
  inspection: () => string = () => "script yes\n";
  /** What a stop prints. */
  stopping: () => string = () => "";
  /** The command lines of stops. */
  readonly stops: string[] = [];
  #channel: ServerChannel | undefined;
  #host: SshHost | undefined;

  static async open(): Promise<FakeLockHost> {
    const fake = new FakeLockHost();
    fake.#host = await openHost((command, channel) => fake.#serve(command, channel));
    return fake;
  }

  /** The SSH server, with a client that is logged in. */
  get ssh(): SshHost {
    if (this.#host === undefined) throw new Error("The host is not open");
    return this.#host;
  }

  /** Ends the script, with what it writes to standard error. */
  endScript(error: string): void {
    this.#channel?.stderr.write(error);
    this.#channel?.exit(1);
    this.#channel?.end();
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  #serve(command: string, channel: ServerChannel): void {
    if (/ inspect$/.test(command)) this.#print(channel, () => `${this.inspection()}end\n`);
    else if (/ stop$/.test(command)) {
      this.stops.push(command);
      this.#print(channel, this.stopping);
    } else this.#lock(command, channel);
  }

  #lock(command: string, channel: ServerChannel): void {
    this.commands.push(command);
    this.#channel = channel;
    let script: string | undefined = "";
    channel.on("data", (text: Buffer) => {
      if (script === undefined) return this.#obeyAll(text.toString(), channel);
      script += text.toString();
      // Its last line calls its main.
      if (!/^main .*\n$/m.test(script)) return;
      script = undefined;
      this.scripts += 1;
      if (this.greeting !== "") channel.write(`Welcome<<redis-cluster ${this.greeting}\n`);
    });
    channel.on("end", () => channel.end());
  }

  /** Answers once it has the whole script. */
  #print(channel: ServerChannel, output: () => string): void {
    channel.resume().on("end", () => {
      channel.write(framed(output()));
      channel.exit(0);
      channel.end();
    });
  }

  #obeyAll(text: string, channel: ServerChannel): void {
    for (const line of text.trimEnd().split("\n")) this.#obey(line.trimEnd(), channel);
  }

  #obey(line: string, channel: ServerChannel): void {
    if (line === "beat") {
      this.beats += 1;
      return;
    }
    this.asked.push(line);
    const answer = this.answer(line);
    if (answer !== undefined) channel.write(`<<redis-cluster ${answer}\n`);
  }
}

/** The record in a request to write it. */
export function recordIn(request: string | undefined): unknown {
  const [, encoded = ""] = /^record - (\S+)$/.exec(request ?? "") ?? [];
  return JSON.parse(Buffer.from(encoded, "base64").toString());
}
