import { Cluster, type Redis } from "ioredis";

/** What a writer came to. */
export interface Written {
  readonly acknowledged: number;
  /** The texts of the writes that failed. */
  readonly failed: readonly string[];
  /** The keys whose acknowledged value could not be read back. */
  readonly lost: readonly string[];
  /** The longest time that a write took, in ms. */
  readonly longest: number;
}

/** Writes that are under way at the same time, so that one slow shard does not hide another. */
const LANES = 4;

/** ioredis drops the promise of the ASKING that it sends, so that a lost connection would end the tests. */
function handleAsking(node: Redis): void {
  const asking = node.asking.bind(node);
  Object.assign(node, { asking: () => asking().catch(() => undefined) });
}

/** A client that writes keys all the time, and at its end reads all back. */
export class Writer {
  readonly #client: Cluster;
  readonly #keys: string[] = [];
  readonly #failed: string[] = [];
  readonly #done: Promise<void>;
  #goesOn = true;
  #longest = 0;

  private constructor(client: Cluster) {
    this.#client = client;
    const lanes = Array.from({ length: LANES }, (_, lane) => this.#write(lane));
    this.#done = Promise.all(lanes).then(() => undefined);
  }

  /** @param nodes by name, `"192.168.56.65:7000"` */
  static start(nodes: readonly string[]): Writer {
    const startup = nodes.map((node) => {
      const [host = "", port] = node.split(":");
      return { host, port: Number(port) };
    });
    // A busy machine may take longer than the second that it has by default.
    const client = new Cluster(startup, { slotsRefreshTimeout: 60_000 });
    client.on("+node", handleAsking);
    return new Writer(client);
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
      longest: Math.round(this.#longest),
    };
  }

  async #write(lane: number): Promise<void> {
    for (let count = 0; this.#goesOn; count += 1) {
      const key = `written:${lane}:${count}`;
      const began = performance.now();
      try {
        await this.#client.set(key, key);
        this.#keys.push(key);
      } catch (error) {
        this.#failed.push(String(error));
      }
      this.#longest = Math.max(this.#longest, performance.now() - began);
    }
  }
}
