import type { Clock } from "./clock";

/** How long a wait may take. */
export interface WaitLimits {
  /** The clock's time at which it ends, in ms. */
  readonly deadline: number;
  /** ms after which it ends early if nothing more has become right. */
  readonly stall: number;
  readonly clock: Clock;
}

/** What to wait for. */
export interface Wait<T, Missing> extends WaitLimits {
  readonly observe: () => Promise<T>;
  /** What is still missing; an empty list ends the wait. */
  readonly missing: (seen: T) => readonly Missing[];
}

/** ms between two observations. */
const INTERVAL = 20;

/**
 * Observes until nothing is missing, the deadline passes, or nothing improves for `stall` ms. Returns the
 * last observation and what was still missing then. Observes at least once.
 */
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
