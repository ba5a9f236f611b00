import type { Clock } from "../../components/operations/converge/clock";

/** A clock on which only sleeping takes time, and none of the test's. */
export class FakeClock implements Clock {
  /** ms since the start of the test. */
  time = 0;
  readonly #grain: number;

  /** @param grain ms that a sleep takes at least, so that long waits end after few observations */
  constructor(grain = 0) {
    this.#grain = grain;
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.time += Math.max(ms, this.#grain);
  }
}
