import type { Clock } from "./clock";

export interface WaitLimits {
  /** The clock's time at which the wait ends, in ms. */
  readonly deadline: number;
  /** ms without improvement after which it ends early. */
  readonly stall: number;
  readonly clock: Clock;
}

export interface Wait<T, Missing> extends WaitLimits {
  readonly observe: () => Promise<T>;
  /** What is still missing; an empty list ends the wait. */
  readonly missing: (seen: T) => readonly Missing[];
}

/** ms between two observations. */
const INTERVAL = 20;

/** Observes, at least once, until nothing is missing or the limits are reached. Returns the last observation. */
export async function waitUntil<T, Missing>({
  observe,
  missing,
  deadline,
  stall,
  clock,
}: Wait<T, Missing>): Promise<{ seen: T; missing: readonly Missing[] }> {
  let fewest = Number.POSITIVE_INFINITY;
  let lastProgress = clock.now();
  for (;;) {
    const seen = await observe();
    const rest = missing(seen);
    const now = clock.now();
    if (rest.length < fewest) {
      fewest = rest.length;
      lastProgress = now;
    }
    if (rest.length === 0 || now >= deadline || now - lastProgress >= stall)
      return { seen, missing: rest };
    await clock.sleep(INTERVAL);
  }
}
