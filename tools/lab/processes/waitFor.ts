import { setTimeout as pause } from "node:timers/promises";

/** What `waitFor` waits for, and how long. */
export interface WaitOptions {
  /** Ends the sentence "Cannot go on as the lab waits for". */
  what: string;
  /** In ms. */
  limit: number;
  /** How long between two looks, in ms. @default 5 */
  interval?: number;
}

/**
 * Looks again and again until `condition` holds.
 *
 * @throws Error when the limit has passed.
 */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  { what, limit, interval = 5 }: WaitOptions,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) {
      throw new Error(`Cannot go on as the lab waits for ${what}: not within ${limit} ms`);
    }
    await pause(interval);
  }
}
