import { groupBy } from "../../../components/cluster/spec/groupBy";
import type { Operation } from "./operation";

/** The longest time without an accepted write. */
export interface Gap {
  /** The shard by the node that accepted its first writes: `"192.168.56.65:7000"`. */
  readonly shard: string;
  readonly key: string;
  readonly ms: number;
}

/**
 * The longest gap of each shard: that of the key that waited longest, from one accepted write to the next one, or to
 * the end. @param end ns since the recording began
 * @throws Error for a key that accepted no write at all
 */
export function longestGaps(operations: readonly Operation[], end: number): Gap[] {
  const gaps = [...groupBy(operations, ({ key }) => key)].map(([key, all]) => gapOf(key, all, end));
  return [...groupBy(gaps, ({ shard }) => shard).values()]
    .map((ofShard) => ofShard.reduce((longest, gap) => (gap.ms > longest.ms ? gap : longest)))
    .sort((a, b) => a.shard.localeCompare(b.shard));
}

function gapOf(key: string, operations: readonly Operation[], end: number): Gap {
  const accepted = operations
    .flatMap((one) =>
      one.op === "write" && one.return !== null ? [{ at: one.return, node: one.node }] : [],
    )
    .sort((a, b) => a.at - b.at);
  const [first] = accepted;
  if (first === undefined) throw new Error(`No write of ${key} was accepted`);
  const moments = [...accepted.map(({ at }) => at), end];
  const waits = moments.map((at, index) => at - (moments[index - 1] ?? at));
  const longest = waits.reduce((most, wait) => Math.max(most, wait), 0);
  return { shard: first.node, key, ms: Math.round(longest / 1e6) };
}

/** `"Longest time without an accepted write: 192.168.56.65:7000 14 ms, 192.168.56.66:7003 9 ms"` */
export function describeGaps(gaps: readonly Gap[]): string {
  const each = gaps.map(({ shard, ms }) => `${shard} ${ms} ms`);
  return `Longest time without an accepted write: ${each.join(", ")}`;
}
