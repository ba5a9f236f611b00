import type { Clock } from "./clock";

export interface WaitLimits<T> {
  /** ms without progress after which the wait ends. */
  readonly stall: number;
  readonly clock: Clock;
  /** Called with each observation: true if something progressed that `missing` does not count. @default never */
  readonly progressed?: (seen: T) => boolean;
  /** True ends the wait early. @default never */
  readonly isOver?: (seen: T) => boolean;
  /** ms until the next observation. @default 20 */
  readonly interval?: (seen: T) => number;
}

export interface Wait<T, Missing> extends WaitLimits<T> {
  readonly observe: () => Promise<T>;
  /** What is still missing; an empty list ends the wait. */
  readonly missing: (seen: T) => readonly Missing[];
}

/** ms between two observations. */
export const OBSERVE_INTERVAL = 20;

/**
 * Observes, at least once, until nothing is missing, or nothing has progressed for `stall` ms: fewer are missing than
 * ever before, or `progressed` says so. Returns the last observation, and whether nothing progressed.
 */
export async function waitUntil<T, Missing>(
  wait: Wait<T, Missing>,
): Promise<{ seen: T; missing: readonly Missing[]; stalled: boolean }> {
  const { clock } = wait;
  let fewest = Number.POSITIVE_INFINITY;
  let lastProgress = clock.now();
  for (;;) {
    const seen = await wait.observe();
    const rest = wait.missing(seen);
    const now = clock.now();
    const progressed = wait.progressed?.(seen) ?? false;
    if (rest.length < fewest || progressed) lastProgress = now;
    fewest = Math.min(fewest, rest.length);
    const isDone = rest.length === 0 || wait.isOver?.(seen) === true;
    const stalled = !isDone && now - lastProgress >= wait.stall;
    if (isDone || stalled) return { seen, missing: rest, stalled };
    await clock.sleep(wait.interval?.(seen) ?? OBSERVE_INTERVAL);
  }
}
