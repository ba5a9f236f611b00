import calculateSlot from "cluster-key-slot";
import { SLOT_COUNT } from "../../../components/cluster/spec/slots";
import { until } from "../until";
import { HistoryClient } from "./historyClient";
import { type Gap, longestGaps } from "./longestGaps";
import type { Operation } from "./operation";

/** What is recorded, and how much. */
export interface HistoryOptions {
  /** @default none */
  readonly password?: string;
  /** Clients that read and write the same keys. @default 3 */
  readonly clients?: number;
  /** Keys, spread evenly over all slots. @default 12: four of each of three shards */
  readonly keys?: number;
  /** ms between two operations of a client and a key. @default 20 */
  readonly pace?: number;
}

/** A recording from its first to its last operation. */
export interface Recorded {
  readonly operations: readonly Operation[];
  /** The longest time without an accepted write, of each shard that there was at the beginning. */
  readonly gaps: readonly Gap[];
}

/** Each recording has other keys: they do not exist at its beginning. */
let recordings = 0;

/** Several clients that read and write the same keys, and what they did and saw. Its keys stay when it ends. */
export class History {
  readonly keys: readonly string[];
  readonly #clients: readonly HistoryClient[];
  readonly #operations: Operation[] = [];
  readonly #began = process.hrtime.bigint();
  readonly #lanes: Promise<unknown>;
  #goesOn = true;

  private constructor(
    nodes: readonly string[],
    { password, clients = 3, keys = 12, pace = 20 }: HistoryOptions,
  ) {
    recordings += 1;
    this.keys = evenKeys(`history:${process.pid}-${recordings}`, keys);
    const now = () => this.#now();
    this.#clients = Array.from(
      { length: clients },
      (_, client) => new HistoryClient({ client, nodes, password, now }),
    );
    const lanes = this.#clients.flatMap((client, index) =>
      this.keys.map((key) => this.#record(client, { index, key, pace })),
    );
    this.#lanes = Promise.all(lanes);
  }

  /** Begins to record. @param nodes by name, those that are asked where a slot is: `["192.168.56.65:7000"]` */
  static start(nodes: readonly string[], options: HistoryOptions = {}): History {
    return new History(nodes, options);
  }

  /** Ends the recording without a last read, also for the second time. */
  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#lanes;
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  /** Ends the recording. Each key is read for a last time, so that a lost write cannot go unseen. */
  async end(): Promise<Recorded> {
    this.#goesOn = false;
    await this.#lanes;
    const ended = this.#now();
    const [reader] = this.#clients;
    for (const key of this.keys) {
      const last = await until(`${key} to be read`, () => reader?.read(key));
      this.#operations.push(last);
    }
    await this.stop();
    return { operations: this.#operations, gaps: longestGaps(this.#operations, ended) };
  }

  async #record(
    client: HistoryClient,
    { index, key, pace }: { readonly index: number; readonly key: string; readonly pace: number },
  ): Promise<void> {
    for (let count = index; this.#goesOn; count += 1) {
      const isWrite = count % 2 === 0;
      const done = await (isWrite ? client.write(key, `${index}-${count}`) : client.read(key));
      if (done !== undefined) this.#operations.push(done);
      await new Promise((resolve) => setTimeout(resolve, pace));
    }
  }

  /** ns since the recording began. */
  #now(): number {
    return Number(process.hrtime.bigint() - this.#began);
  }
}

/** Keys whose slots are spread evenly: each is in the middle of its part of all slots. */
export function evenKeys(prefix: string, count: number): string[] {
  const part = SLOT_COUNT / count;
  return Array.from({ length: count }, (_, index) => {
    const slot = Math.floor((index + 0.5) * part);
    for (let tag = 0; ; tag += 1) {
      const key = `${prefix}:${tag}`;
      if (Math.abs(calculateSlot(key) - slot) < part / 8) return key;
    }
  });
}
