import type { Observed } from "../../cluster/state/observed";
import type { Clock } from "./clock";
import type { NodeObserver } from "./ports";
import { type WaitLimits, waitUntil } from "./waitUntil";

/** ms after which all nodes that are not ready are observed, even if the watched one is not ready. */
const ROUND = 500;
/** ms of a round for each node: shorter ones of many nodes would leave converge no time for anything else. */
const ROUND_OF_A_NODE = 8;

export interface Watched {
  readonly observer: NodeObserver;
  readonly before: Observed;
  readonly names: readonly string[];
  /** Whether a node reports that it is ready; then it is not observed again. */
  readonly isReady: (name: string, seen: Observed) => boolean;
  /** Ready nodes that are observed too: they know something of those that are not. @default none */
  readonly informants?: (seen: Observed) => readonly string[];
}

/** Watches nodes with little load on them: observes one node only, and the others when that one is ready. */
export class NodeWatch {
  readonly #watched: Watched;
  readonly #clock: Clock;
  #seen: Observed;
  #unready: readonly string[];
  #lastRound: number;
  #hasNews = false;
  readonly #round: number;

  constructor(watched: Watched, clock: Clock) {
    this.#watched = watched;
    this.#clock = clock;
    this.#seen = watched.before;
    this.#unready = watched.names;
    this.#lastRound = clock.now();
    this.#round = Math.max(ROUND, ROUND_OF_A_NODE * watched.names.length);
  }

  get seen(): Observed {
    return this.#seen;
  }

  get unready(): readonly string[] {
    return this.#unready;
  }

  /** True if the last observation was one of all nodes that are not ready. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  async observe(): Promise<void> {
    this.#hasNews = false;
    const [watched, ...others] = this.#unready;
    if (watched === undefined) return;
    await this.#observeSome([watched]);
    const isDue = this.#clock.now() - this.#lastRound >= this.#round;
    if (!isDue && !this.#isReady(watched)) return;
    const informants = this.#watched.informants?.(this.#seen) ?? [];
    await this.#observeSome([...new Set([...others, ...informants])]);
    this.#unready = this.#unready.filter((name) => !this.#isReady(name));
    this.#lastRound = this.#clock.now();
    this.#hasNews = true;
  }

  async observeAll(): Promise<void> {
    this.#seen = await this.#watched.observer.observe();
    this.#unready = this.#watched.names.filter((name) => !this.#isReady(name));
  }

  async #observeSome(names: readonly string[]): Promise<void> {
    this.#seen = await this.#watched.observer.observeSome(this.#seen, names);
  }

  #isReady(name: string): boolean {
    return this.#watched.isReady(name, this.#seen);
  }
}

/** Waits until all nodes are ready, or the limits are reached. Returns all nodes as of one moment. */
export async function untilReady(
  watched: Watched,
  limits: WaitLimits<Observed>,
): Promise<{ seen: Observed; stalled: boolean }> {
  const watch = new NodeWatch(watched, limits.clock);
  const { isOver } = limits;
  const { missing, stalled } = await waitUntil({
    ...limits,
    observe: async () => {
      await watch.observe();
      // A node that was ready may have stopped being so.
      if (watch.unready.length === 0) await watch.observeAll();
      return watch.seen;
    },
    missing: () => watch.unready,
    // Of many nodes this costs more than to observe one.
    isOver: (seen) => watch.hasNews && isOver?.(seen) === true,
  });
  if (missing.length > 0) await watch.observeAll();
  return { seen: watch.seen, stalled };
}
