import { Cluster } from "ioredis";

/** What a writer came to. */
export interface Written {
  readonly acknowledged: number;
  /** The texts of the writes that failed. */
  readonly failed: readonly string[];
  /** The keys whose acknowledged value could not be read back. */
  readonly lost: readonly string[];
}

/** A client that writes one key after the other, and at its end reads all back. */
export class Writer {
  readonly #client: Cluster;
  readonly #keys: string[] = [];
  readonly #failed: string[] = [];
  readonly #done: Promise<void>;
  #goesOn = true;

  private constructor(client: Cluster) {
    this.#client = client;
    this.#done = this.#write();
  }

  /** @param nodes by name, `"192.168.56.65:7000"` */
  static start(nodes: readonly string[]): Writer {
    const startup = nodes.map((node) => {
      const [host = "", port] = node.split(":");
      return { host, port: Number(port) };
    });
    // A busy machine may take longer than the second that it has by default.
    return new Writer(new Cluster(startup, { slotsRefreshTimeout: 60_000 }));
  }

  /** Ends it without reading anything back, also for the second time. */
  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#done;
    this.#client.disconnect();
  }

  async end(): Promise<Written> {
    this.#goesOn = false;
    await this.#done;
    const values = await Promise.all(this.#keys.map((key) => this.#client.get(key)));
    this.#client.disconnect();
    return {
      acknowledged: this.#keys.length,
      failed: this.#failed,
      lost: this.#keys.filter((key, index) => values[index] !== key),
    };
  }

  async #write(): Promise<void> {
    for (let count = 0; this.#goesOn; count += 1) {
      const key = `written:${count}`;
      try {
        await this.#client.set(key, key);
        this.#keys.push(key);
      } catch (error) {
        this.#failed.push(String(error));
      }
    }
  }
}
