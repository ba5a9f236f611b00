import type { Migration } from "../../spec/runSpec";
import type { Pace } from "../acts/stepContext";
import type { Clock } from "./clock";

/** Keeps the moves of a run within the limits of the configuration. */
export class MovePace implements Pace {
  readonly #clock: Clock;
  readonly #most: number;
  /** Undefined without a limit. */
  readonly #rate: number | undefined;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** When the keys that were moved so far are within the limit. */
  #free = 0;

  constructor({ parallel, keysPerSecond }: Migration, clock: Clock) {
    this.#clock = clock;
    this.#most = parallel ?? Number.POSITIVE_INFINITY;
    this.#rate = keysPerSecond;
  }

  get isLimited(): boolean {
    return this.#rate !== undefined;
  }

  async run(move: () => Promise<void>): Promise<void> {
    if (this.#running >= this.#most) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      await move();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async spend(keys: number): Promise<void> {
    if (this.#rate === undefined) return;
    const now = this.#clock.now();
    this.#free = Math.max(this.#free, now) + (1000 * keys) / this.#rate;
    await this.#clock.sleep(this.#free - now);
  }
}
