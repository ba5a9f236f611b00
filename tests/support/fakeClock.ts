import type { Clock } from "../../components/operations/converge/clock";

/** A clock on which only sleeping takes time, and none of the test's. */
export class FakeClock implements Clock {
  /** ms since the start of the test. */
  time = 0;

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.time += ms;
  }
}
