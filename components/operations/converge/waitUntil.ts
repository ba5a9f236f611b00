/** How long a wait may take. */
export interface WaitLimits {
  /** The moment it ends at the latest, in ms as of `Date.now()`. */
  readonly deadline: number;
  /** ms without fewer things left to wait for, after which it ends early. */
  readonly stall: number;
}

/** ms between two looks. */
const INTERVAL = 20;

/**
 * Looks until nothing is left to wait for, and returns the last look with what was still left:
 * nothing, unless the deadline passed or no look was better than those before for `stall` ms.
 */
export async function waitUntil<T, Left>(
  look: () => Promise<T>,
  left: (seen: T) => readonly Left[],
  { deadline, stall }: WaitLimits,
): Promise<{ seen: T; left: readonly Left[] }> {
  let fewest = Number.POSITIVE_INFINITY;
  let lastProgress = Date.now();
  for (;;) {
    const seen = await look();
    const rest = left(seen);
    const now = Date.now();
    if (rest.length < fewest) {
      fewest = rest.length;
      lastProgress = now;
    }
    if (rest.length === 0 || now >= deadline || now - lastProgress >= stall)
      return { seen, left: rest };
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
