import type { Observed } from "../state/observed";
import type { Problem } from "./problem";

/**
 * Says of a stopped node that its folder belongs to another cluster, which a start would bring it back to:
 * by its nodes.conf it has peers that this stack has not. Nothing is an empty list, also for one that running
 * nodes of ours know: they tell it who the members are by now.
 */
export function otherClustersData(subject: string, observed: Observed): Problem[] {
  const node = observed.get(subject);
  if (node === undefined || node.answers || node.refused) return [];
  const isKnown = [...observed.values()].some(
    (other) => other.answers && other.views.some((view) => view.name === subject),
  );
  const foreign = (node.disk?.peers ?? []).filter((peer) => !observed.has(peer));
  if (isKnown || foreign.length === 0) return [];
  const reason =
    `is stopped, and its folder belongs to another cluster: its nodes.conf names ${foreign.join(", ")}, no nodes of this ` +
    "stack. Put them into its hosts, choose another directory or port, or move the folder away if its data may go";
  return [{ subject, reason }];
}
