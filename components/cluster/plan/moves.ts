import { formatBytes, formatCount, formatDuration } from "../../text/amount";
import { nameOrCount } from "../spec/nodeList";
import { countSlots } from "../spec/slots";
import type { AnsweringNode, Observed } from "../state/observed";
import { answering, slotsOf } from "../state/shardState";
import type { Step } from "../steps/step";

/** Slots that one primary gets from others. */
export interface SlotsMoved {
  readonly to: string;
  readonly count: number;
  readonly from: readonly { readonly node: string; readonly count: number }[];
  /** Estimates: each slot of a source has as many keys as the others. */
  readonly keys: number;
  readonly bytes: number;
  /** True if all servers can move slots at once, and no limit is set. */
  readonly atOnce: boolean;
  /** The most keys of all moves together; no limit if undefined. */
  readonly keysPerSecond?: number;
}

/** Targets that have lines of their own; each has two. */
const MOST_TARGETS = 4;
/** ms for each slot and each key, key by key. Measured with Redis 7.0 on two cores; see docs/speed.md. */
const SLOT_TIME = 0.15;
const KEY_TIME = 0.004;
/** The same of servers that move slots at once. */
const KEY_TIME_AT_ONCE = 0.0016;

/** The moves among the steps of a plan, by their targets. @param keysPerSecond the most of all together */
export function movesOf(
  steps: readonly Step[],
  observed: Observed,
  keysPerSecond?: number,
): SlotsMoved[] {
  const moves = steps.flatMap((step) => (step.kind === "moveSlots" ? [step] : []));
  return [...new Set(moves.map(({ to }) => to))].map((to) => {
    const shares = moves
      .filter((move) => move.to === to)
      .map(({ node, slots }) => ({
        node,
        count: countSlots(slots),
        ...shareOf(node, slots, observed),
      }));
    const sources = shares.map(({ node }) => answering(observed, node));
    const target = answering(observed, to);
    return {
      to,
      count: sum(shares.map(({ count }) => count)),
      from: shares.map(({ node, count }) => ({ node, count })),
      keys: Math.round(sum(shares.map(({ keys }) => keys))),
      bytes: Math.round(sum(shares.map(({ bytes }) => bytes))),
      // A node that does not run yet will have the server of the others.
      atOnce:
        keysPerSecond === undefined &&
        [...sources, ...(target === undefined ? [] : [target])].every(canMoveAtOnce),
      ...(keysPerSecond === undefined ? {} : { keysPerSecond }),
    };
  });
}

/** True for a step that the lines about the moves tell already. */
export function isPartOfMove(step: Step): boolean {
  return step.kind === "moveSlots" || (step.kind === "record" && step.rebalancing !== undefined);
}

/** `"move 4,096 slots to 192.168.56.65:7006, key by key: about 250,000 keys, 31 MB, roughly 6 s"`, and from where. */
export function describeMoves(moves: readonly SlotsMoved[]): string[] {
  if (moves.length > MOST_TARGETS) {
    const targets = nameOrCount(moves.map(({ to }) => to));
    const sources = new Set(moves.flatMap(({ from }) => from.map(({ node }) => node)));
    return [`move ${describeAmount(moves, targets)}`, `  from ${sources.size} primaries`];
  }
  return moves.flatMap((move) => {
    const from = move.from.map(({ node, count }) => `${node} ${formatCount(count)}`);
    return [`move ${describeAmount([move], move.to)}`, `  from ${from.join(", ")}`];
  });
}

function describeAmount(moves: readonly SlotsMoved[], to: string): string {
  const count = sum(moves.map((move) => move.count));
  const keys = sum(moves.map((move) => move.keys));
  const slots = count === 1 ? "1 slot" : `${formatCount(count)} slots`;
  const how = moves.every(({ atOnce }) => atOnce) ? "all at once" : "key by key";
  const duration = formatDuration(sum(moves.map(timeOf)) || 1);
  if (keys === 0) return `${slots} to ${to}: no keys, roughly ${duration}`;
  const bytes = sum(moves.map((move) => move.bytes));
  const size = bytes === 0 ? "" : `, ${formatBytes(bytes)}`;
  const about = keys === 1 ? "about 1 key" : `about ${formatCount(keys)} keys`;
  return `${slots} to ${to}, ${how}: ${about}${size}, roughly ${duration}`;
}

/** ms. */
function timeOf({ count, keys, atOnce, keysPerSecond }: SlotsMoved): number {
  const fastest = atOnce ? keys * KEY_TIME_AT_ONCE : count * SLOT_TIME + keys * KEY_TIME;
  return keysPerSecond === undefined ? fastest : Math.max(fastest, (1000 * keys) / keysPerSecond);
}

function shareOf(
  node: string,
  slots: Step<"moveSlots">["slots"],
  observed: Observed,
): { readonly keys: number; readonly bytes: number } {
  const source = answering(observed, node);
  const share = countSlots(slots) / countSlots(slotsOf(observed, node));
  return { keys: (source?.keys ?? 0) * share, bytes: (source?.dataBytes ?? 0) * share };
}

function canMoveAtOnce(node: AnsweringNode | undefined): boolean {
  return node?.server === "valkey" && Number(node.version.split(".")[0]) >= 9;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
