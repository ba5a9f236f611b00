import type { Observed } from "../../cluster/state/observed";
import type { ClusterObserver } from "./clusterObserver";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** ms after which all nodes that are not ready are asked, though the one that is watched is not. */
const ROUND = 500;

/** By what nodes are seen. */
export type Observer = Pick<ClusterObserver, "observe" | "observeSome">;

/** What a watch waits for. */
export interface Waiting {
  /** The nodes by name. */
  readonly names: readonly string[];
  /** Whether a node is ready, by its own word; it is asked no more. */
  readonly isReady: (name: string, seen: Observed) => boolean;
}

/**
 * Looks at nodes that become ready by themselves and at about the same time, and takes little from them:
 * most looks ask one node alone, and all others that are not ready only once that one is.
 */
export class NodeWatch {
  readonly #eye: Observer;
  readonly #waiting: Waiting;
  #seen: Observed;
  #unready: readonly string[];
  #lastRound = performance.now();

  constructor(eye: Observer, seen: Observed, waiting: Waiting) {
    this.#eye = eye;
    this.#waiting = waiting;
    this.#seen = seen;
    this.#unready = waiting.names;
  }

  /** What each node said when it was asked last. */
  get seen(): Observed {
    return this.#seen;
  }

  /** The names of the nodes that were not ready when they were asked last. */
  get unready(): readonly string[] {
    return this.#unready;
  }

  /** Looks at one node, and when that is ready at all that are not. */
  async observe(): Promise<void> {
    const [watched, ...others] = this.#unready;
    if (watched === undefined) return;
    await this.#ask([watched]);
    const isDue = performance.now() - this.#lastRound >= ROUND;
    if (!isDue && !this.#isReady(watched)) return;
    await this.#ask(others);
    this.#unready = this.#unready.filter((name) => !this.#isReady(name));
    this.#lastRound = performance.now();
  }

  /** Looks at all nodes at once, whether they were ready or not. */
  async observeAll(): Promise<void> {
    this.#seen = await this.#eye.observe();
    this.#unready = this.#waiting.names.filter((name) => !this.#isReady(name));
  }

  async #ask(names: readonly string[]): Promise<void> {
    this.#seen = await this.#eye.observeSome(this.#seen, names);
  }

  #isReady(name: string): boolean {
    return this.#waiting.isReady(name, this.#seen);
  }
}

/**
 * Waits until nodes are ready, all of them at once, and takes little from them meanwhile. Returns what all
 * said at the end, the same moment for each, whether they were ready or the time was over.
 */
export async function untilReady(
  eye: Observer,
  before: Observed,
  waiting: Waiting,
  limits: WaitLimits,
): Promise<Observed> {
  const watch = new NodeWatch(eye, before, waiting);
  const { left } = await waitUntil(
    async () => {
      await watch.observe();
      // A node that was ready once may be so no more.
      if (watch.unready.length === 0) await watch.observeAll();
    },
    () => watch.unready,
    limits,
  );
  if (left.length > 0) await watch.observeAll();
  return watch.seen;
}
