import type { Observed } from "./observed";

/**
 * Names the peers that a stopped node has by its nodes.conf and this stack has not: its folder belongs to
 * another cluster, which a start would bring it back to. Nothing is an empty list, also for one that running
 * nodes of ours know: they tell it who the members are by now.
 */
export function foreignPeers(name: string, observed: Observed): string[] {
  const node = observed.get(name);
  if (node === undefined || node.answers || node.refused) return [];
  const isKnown = [...observed.values()].some(
    (other) => other.answers && other.views.some((view) => view.name === name),
  );
  if (isKnown) return [];
  return (node.disk?.peers ?? []).filter((peer) => !observed.has(peer));
}
