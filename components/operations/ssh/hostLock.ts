import type { Client, ClientChannel } from "ssh2";
import type { HostInspection } from "../../host/inspectScript";
import { type LockOptions, lockCommand, parseLockAnswer } from "../../host/lockScript";
import { inspectHost } from "./inspectHost";

/** ms between two signs of life; the script gives the lock up after five silent seconds. */
const BEAT_INTERVAL = 1000;
/** ms for what takes moments on a host that lives. */
const ANSWER_LIMIT = 5000;
/** ms for the trial of a conf by the server. */
const STAGE_LIMIT = 30_000;
/** ms for a start, which loads the node's data first. */
const START_LIMIT = 600_000;

/** A host without the folder of the confs: it holds nothing of a cluster, and no lock. */
export class NoDirectory extends Error {}

/** One host under our lock: scripts/lock.sh at the other end of an SSH connection. */
export class HostLock {
  readonly address: string;
  readonly #client: Client;
  readonly #directory: string;
  readonly #channel: ClientChannel;
  readonly #waiting: ((line: string) => void)[] = [];
  #rest = "";
  #errors = "";
  /** Why the lock is not held any more. */
  #lost: string | undefined;
  readonly #beat: NodeJS.Timeout;

  private constructor({ address, directory }: LockOptions, client: Client, channel: ClientChannel) {
    this.address = address;
    this.#directory = directory;
    this.#client = client;
    this.#channel = channel;
    this.#beat = setInterval(() => channel.write("beat\n"), BEAT_INTERVAL);
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => this.#read(text));
    channel.stderr.on("data", (text: Buffer) => {
      this.#errors += text;
    });
    channel.on("close", () => this.#end());
  }

  /**
   * Takes the lock.
   *
   * @throws NoFolder, Error with the reason, or Error that names the holder when another run holds it for 2 s
   */
  static async acquire(client: Client, options: LockOptions): Promise<HostLock> {
    const { command, stdin } = lockCommand(options);
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const lock = new HostLock(options, client, channel);
    const answer = lock.#answer(ANSWER_LIMIT);
    channel.write(stdin);
    const said = parseLockAnswer(await answer);
    if (said.kind === "locked") return lock;
    lock.close();
    const { address, directory } = options;
    if (said.kind === "absent") {
      throw new NoDirectory(`Cannot lock ${address} as it has no folder ${directory}`);
    }
    if (said.kind === "held") {
      throw new Error(
        `Cannot lock ${address} as another run holds ${directory}/.lock: ` +
          `${said.by || "a node is being worked on"}. Wait until it has ended, then try again`,
      );
    }
    const reason = said.kind === "failed" ? said.reason : `it answered "${said.kind}"`;
    throw new Error(`Cannot lock ${address} as ${reason}`);
  }

  /** Looks at this host's disk. */
  inspect(ports: readonly number[]): Promise<HostInspection> {
    return inspectHost(this.#client, this.#directory, ports);
  }

  async hold(port: number, id: string): Promise<void> {
    await this.#ask("hold", port, id);
  }

  async release(port: number): Promise<void> {
    await this.#ask("release", port);
  }

  async start(port: number): Promise<void> {
    await this.#ask("start", port, "", START_LIMIT);
  }

  /** Tries the declared conf, records what it means and lays it beside the one in force. */
  async stageConf(port: number, conf: string): Promise<void> {
    await this.#ask("stage", port, Buffer.from(conf).toString("base64"), STAGE_LIMIT);
  }

  /** Puts the conf that lies beside in the place of the one in force. */
  async activateConf(port: number): Promise<void> {
    await this.#ask("activate", port);
  }

  /** Writes down further directives that take a restart. */
  async recordPending(port: number, names: readonly string[]): Promise<void> {
    await this.#ask("pending", port, names.join(","));
  }

  /** The connection to the host. */
  get client(): Client {
    return this.#client;
  }

  /** @throws Error when the connection was lost and with it the lock, so that another run may be at work */
  requireHeld(): void {
    if (this.#lost === undefined) return;
    throw new Error(
      `Cannot go on as every host must stay locked: ${this.address} is not, as ${this.#lost}. ` +
        "Run up again: it finishes what was begun",
    );
  }

  /** Gives the lock up. */
  close(): void {
    clearInterval(this.#beat);
    this.#channel.end();
    this.#client.end();
  }

  async #ask(verb: string, port: number, argument = "", limit = ANSWER_LIMIT): Promise<void> {
    this.requireHeld();
    const answer = this.#answer(limit);
    this.#channel.write(`${verb} ${port} ${argument}\n`);
    const said = parseLockAnswer(await answer);
    this.requireHeld();
    if (said.kind === "done") return;
    const reason = said.kind === "failed" ? said.reason : `it answered "${said.kind}"`;
    // Without the argument, which may be a conf with its password.
    throw new Error(`Cannot do "${verb} ${port}" on ${this.address}: ${reason}`);
  }

  /** The next line, in the order of the asking. */
  #answer(limit: number): Promise<string> {
    return new Promise((resolve) => {
      const late = setTimeout(
        () => resolve(`failed it gave no answer in ${limit / 1000} s`),
        limit,
      );
      this.#waiting.push((line) => {
        clearTimeout(late);
        resolve(line);
      });
    });
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#waiting.shift()?.(line);
  }

  #end(): void {
    clearInterval(this.#beat);
    this.#lost = this.#errors.trim() || "the connection to the host was lost";
    for (const tell of this.#waiting.splice(0)) tell(`failed ${this.#lost}`);
  }
}
