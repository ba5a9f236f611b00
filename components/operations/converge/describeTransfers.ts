import { groupBy } from "../../cluster/spec/groupBy";
import { type NodeTransfer, percentOf } from "../../cluster/state/nodeTransfers";
import { formatBytes, formatCount, formatDuration, formatShare } from "../../text/amount";

export interface MeasuredTransfer extends NodeTransfer {
  /** The time that it will take, by its speed so far; undefined if that is not known. */
  readonly msLeft?: number;
}

/** `"loading: 3 nodes, 41 % (1.2 of 2.9 GB), about 8 s left; copying: 10.1.0.12:7001"` */
export function describeTransfers(transfers: readonly MeasuredTransfer[]): string {
  const groups = groupBy(
    transfers,
    ({ kind, unit, total }) => `${kind} ${unit} ${total !== undefined}`,
  );
  return [...groups.values()]
    .map((group) => {
      const [first, ...others] = group;
      const which = others.length === 0 ? first.node : `${group.length} nodes`;
      return [`${first.kind}: ${which}`, ...amountOf(group), ...timeOf(group)].join(", ");
    })
    .join("; ");
}

function amountOf(group: readonly MeasuredTransfer[]): string[] {
  const done = sum(group, (transfer) => transfer.done);
  const total = sum(group, (transfer) => transfer.total);
  const left = sum(group, (transfer) => transfer.left);
  const isKeys = group[0]?.unit === "keys";
  const percent = percentOf({ done, total });
  if (percent !== undefined) {
    const share = isKeys
      ? `${formatCount(done)} of ${formatCount(total)} keys`
      : formatShare(done, total);
    return [`${percent} % (${share})`];
  }
  if (left > 0) return [`${formatBytes(left)} left`];
  return done > 0 ? [`${formatBytes(done)} so far`] : [];
}

/** The transfers of a group run at the same time. */
function timeOf(group: readonly MeasuredTransfer[]): string[] {
  const times = group.flatMap(({ msLeft }) => msLeft ?? []);
  if (times.length < group.length) return [];
  return [`about ${formatDuration(Math.max(1, ...times))} left`];
}

function sum(
  group: readonly MeasuredTransfer[],
  of: (transfer: MeasuredTransfer) => number | undefined,
): number {
  return group.reduce((total, transfer) => total + (of(transfer) ?? 0), 0);
}
