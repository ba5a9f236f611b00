import { isAlone, myself, type Observed } from "./observed";

/**
 * True if these nodes never were a cluster: every node answers, has no key and serves nothing, none knows a node that
 * is not declared, and no record names a member.
 */
export function isUnformed(observed: Observed, members: readonly string[]): boolean {
  return (
    members.length === 0 &&
    [...observed.values()].every(
      (node) =>
        node.answers &&
        node.keys === 0 &&
        node.clusterState === "fail" &&
        node.views.every(({ name, flags }) => flags.includes("myself") || observed.has(name)),
    )
  );
}

/** The names of the nodes that have peers or slots: primaries first, whose reset fails if they have a key. */
export function joinedNodes(observed: Observed): string[] {
  const joined = [...observed].flatMap(([name, node]) => {
    if (!node.answers) return [];
    const own = myself(node);
    const isUnused = isAlone(node) && own?.role === "primary" && own.slots.length === 0;
    return isUnused ? [] : [{ name, isReplica: own?.role === "replica" }];
  });
  return [
    ...joined.filter(({ isReplica }) => !isReplica),
    ...joined.filter(({ isReplica }) => isReplica),
  ].map(({ name }) => name);
}
