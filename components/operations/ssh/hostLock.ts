import type { Client, ClientChannel } from "ssh2";
import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { HostInspection } from "../../host/inspectScript";
import {
  type LockAnswer,
  type LockOptions,
  lockCommand,
  parseLockAnswer,
} from "../../host/lockScript";
import { FINISH_BY_UP, WAIT_FOR_OTHER_RUN } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";
import { inspectHost } from "./inspectHost";
import { LineChannel } from "./lineChannel";
import { openCommand } from "./runCommand";

/** ms between two signs of life; the script gives the lock up after five silent seconds, with many nodes later. */
const BEAT_INTERVAL = 1000;
/** ms for what takes moments on a healthy host. */
const ANSWER_LIMIT = 5000;
/** ms for the test of a configuration by the server. */
const STAGE_LIMIT = 30_000;
/** ms in which a server ends without saving its data. */
const STOP_LIMIT = 60_000;
/** ms for a start: at most 20 s, after those of the host's other servers. It does not wait for the data to be loaded. */
const START_LIMIT = 600_000;

/** The host has no conf directory: it has no nodes, and nothing to lock. */
export class NoDirectory extends Error {}

/** The lock of a host is lost, and another run may be at work there. */
export class LockLost extends Error {}

/** One host under this run's lock: scripts/lock.sh at the other end of an SSH connection. */
export class HostLock {
  readonly address: string;
  readonly client: Client;
  readonly #directory: string;
  readonly #serverCommand: string;
  readonly #lines: LineChannel;
  readonly #beat: NodeJS.Timeout;

  private constructor(
    { address, directory, serverCommand }: LockOptions,
    { client, channel }: { readonly client: Client; readonly channel: ClientChannel },
  ) {
    this.address = address;
    this.client = client;
    this.#directory = directory;
    this.#serverCommand = serverCommand;
    this.#lines = new LineChannel(channel);
    this.#beat = setInterval(() => this.#lines.send("beat\n"), BEAT_INTERVAL);
    channel.on("close", () => clearInterval(this.#beat));
  }

  /** Takes the lock; waits 2 s for another run. @throws NoDirectory, or Error that names the holder */
  static async acquire(client: Client, options: LockOptions): Promise<HostLock> {
    const { command, stdin } = lockCommand(options);
    const { address, directory } = options;
    const channel = await openCommand(client, command).catch((error: unknown) => {
      throw new Error(`Cannot lock ${address}: ${messageOf(error)}`, { cause: error });
    });
    const lock = new HostLock(options, { client, channel });
    const answer = await lock.#request(stdin, ANSWER_LIMIT);
    if (answer.kind === "locked") return lock;
    lock.close();
    if (answer.kind === "absent")
      throw new NoDirectory(`Cannot lock ${address}: ${directory} does not exist there`);
    throw new Error(`Cannot lock ${address}: ${reasonOf(answer, directory)}`);
  }

  async inspect(ports: readonly number[]): Promise<HostInspection> {
    try {
      return await inspectHost(this.client, {
        address: this.address,
        directory: this.#directory,
        ports,
        serverCommand: this.#serverCommand,
      });
    } catch (error) {
      this.requireHeld();
      throw error;
    }
  }

  async record(record: ClusterRecord): Promise<void> {
    await this.#ask(`record - ${base64(JSON.stringify(record))}`);
  }

  async writePidFile(port: number): Promise<void> {
    await this.#ask(`pidfile ${port}`);
  }

  /** Without its data if `isEmpty`; data that cannot be read are kept aside. */
  async start(port: number, { isEmpty }: { readonly isEmpty: boolean }): Promise<void> {
    await this.#ask(`${isEmpty ? "startempty" : "start"} ${port}`, START_LIMIT);
  }

  /** Starts a server that has nothing on disk, on this configuration. */
  async startNew(port: number, conf: string): Promise<void> {
    await this.#ask(`startnew ${port} ${base64(conf)}`, START_LIMIT);
  }

  /** Ends a server whose directory was removed. @param conf has the password that it may require */
  async stop(port: number, conf: string): Promise<void> {
    await this.#ask(`stop ${port} ${base64(conf)}`, STOP_LIMIT);
  }

  /** Stops the server of a node, if it runs, and renames its directory. */
  async remove(port: number): Promise<void> {
    await this.#ask(`remove ${port}`, STOP_LIMIT);
  }

  async restrictFiles(port: number): Promise<void> {
    await this.#ask(`restrict ${port}`, STAGE_LIMIT);
  }

  async stageConf(port: number, conf: string): Promise<void> {
    await this.#ask(`stage ${port} ${base64(conf)}`, STAGE_LIMIT);
  }

  async activateConf(port: number): Promise<void> {
    await this.#ask(`activate ${port}`);
  }

  async recordPending(port: number, names: readonly string[]): Promise<void> {
    await this.#ask(`pending ${port} ${names.join(",")}`);
  }

  /** @throws Error unless the cluster was never formed, and this server is new since its claim */
  async requireFirstStart(port: number): Promise<void> {
    await this.#ask(`firststart ${port}`);
  }

  /** Stops the unused server of a cluster that was never formed. @throws Error if it is in use after all */
  async discard(port: number): Promise<void> {
    await this.#ask(`discard ${port}`, STAGE_LIMIT);
  }

  /** @throws LockLost */
  requireHeld(): void {
    const { closed } = this.#lines;
    if (closed === undefined) return;
    throw new LockLost(
      `Cannot continue: the lock of ${this.address} is lost (${closed}), and another run may be at work. ` +
        `${FINISH_BY_UP}${this.#lines.printed}.`,
    );
  }

  close(): void {
    clearInterval(this.#beat);
    this.#lines.close();
    this.client.end();
  }

  async #ask(command: string, limit = ANSWER_LIMIT): Promise<void> {
    this.requireHeld();
    const answer = await this.#request(`${command}\n`, limit);
    this.requireHeld();
    // The text of the request stays out of errors: it may be a configuration with its password.
    if (answer.kind !== "done") throw new Error(reasonOf(answer, this.#directory));
  }

  /** The script's answer; "failed" also if none came. */
  #request(text: string, limit: number): Promise<LockAnswer> {
    return this.#lines
      .ask(text, limit)
      .then(parseLockAnswer)
      .catch((error: unknown): LockAnswer => ({ kind: "failed", reason: messageOf(error) }));
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function reasonOf(answer: LockAnswer, directory: string): string {
  switch (answer.kind) {
    case "failed":
      return answer.reason;
    case "held": {
      const who =
        answer.by === ""
          ? "a node script is running there"
          : `another run holds the lock ${directory}/.lock: ${answer.by}`;
      return `${who}. ${WAIT_FOR_OTHER_RUN}`;
    }
    default:
      return `unexpected answer "${answer.kind}"`;
  }
}
