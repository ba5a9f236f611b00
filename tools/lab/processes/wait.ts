import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../components/text/messageOf";

export interface WaitOptions {
  /** Completes the sentence "Timed out waiting for ". */
  what: string;
  /** In ms. */
  limit: number;
  /** Time between two checks, in ms. @default 5 */
  interval?: number;
}

/** Waits until `condition` holds. @throws Error that names `what` after the limit */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  { what, limit, interval = 5 }: WaitOptions,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) {
      throw new Error(`Timed out after ${limit / 1000} s waiting for ${what}`);
    }
    await pause(interval);
  }
}

/** Waits until all `work` has ended, and only then throws its failures. */
export async function waitForAll(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failures: unknown[] = results.flatMap((one) =>
    one.status === "rejected" ? [one.reason] : [],
  );
  if (failures.length === 0) return;
  if (failures.length === 1) throw failures[0];
  throw new AggregateError(failures, failures.map(messageOf).join("\n"));
}
