import { contestedSlots } from "../../cluster/state/contestedSlots";
import type { Observed } from "../../cluster/state/observed";
import type { Clock } from "./clock";
import { waitUntil } from "./waitUntil";

/** ms until a run takes nodes at their word that contradict each other about slots. */
export const AGREE_LIMIT = 5000;

/**
 * Observes again while nodes contradict each other about slots: a takeover spreads within milliseconds. Returns the last
 * observation once they agree, or after `limit` ms without progress.
 */
export async function untilAgreed(
  first: Observed,
  again: {
    readonly observe: () => Promise<Observed>;
    readonly limit: number;
    readonly clock: Clock;
  },
): Promise<Observed> {
  if (contestedSlots(first).length === 0) return first;
  const { observe, limit: stall, clock } = again;
  return (await waitUntil({ observe, stall, clock, missing: contestedSlots })).seen;
}
