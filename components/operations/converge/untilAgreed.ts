import { contestedSlots } from "../../cluster/state/contestedSlots";
import type { Observed } from "../../cluster/state/observed";
import type { Clock } from "./clock";
import { waitUntil } from "./waitUntil";

/** ms until nodes that contradict each other about slots are taken at their word. */
const AGREE_LIMIT = 5000;

/** Observes until nodes agree about slots, or for `limit` ms without progress. */
export async function observeAgreed(
  observe: () => Promise<Observed>,
  clock: Clock,
  limit = AGREE_LIMIT,
): Promise<Observed> {
  return untilAgreed(await observe(), { observe, limit, clock });
}

/**
 * Observes again while nodes contradict each other about slots: a takeover spreads within milliseconds. Returns the last
 * observation once they agree, or after `limit` ms without progress.
 */
export async function untilAgreed(
  first: Observed,
  again: {
    readonly observe: () => Promise<Observed>;
    /** ms. @default 5000 */
    readonly limit?: number;
    readonly clock: Clock;
  },
): Promise<Observed> {
  if (contestedSlots(first).length === 0) return first;
  const { observe, limit: stall = AGREE_LIMIT, clock } = again;
  return (await waitUntil({ observe, stall, clock, missing: contestedSlots })).seen;
}
