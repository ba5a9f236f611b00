import { isAlone, myself, type Observed, type ObservedNode } from "./observed";

/**
 * True if these nodes may never have been a cluster: each answers and has no key, none knows a node that is not
 * declared, and no record names a member.
 */
export function isUnformed(observed: Observed, members: readonly string[]): boolean {
  return (
    members.length === 0 &&
    [...observed.values()].every(
      (node) =>
        node.answers &&
        node.keys === 0 &&
        node.views.every(({ name, flags }) => flags.includes("myself") || observed.has(name)),
    )
  );
}

/**
 * The names of the servers that a creation started which did not form its cluster; undefined if they may be in use.
 * A node whose start failed has none: it left nothing on its disk, and no other node knows it.
 */
export function unformedServers(
  observed: Observed,
  members: readonly string[],
): string[] | undefined {
  const started = new Map([...observed].filter(([, node]) => !isAbsent(node)));
  return isUnformed(started, members) ? [...started.keys()] : undefined;
}

/** Another process may have its port. */
function isAbsent(node: ObservedNode): boolean {
  if (node.answers) return node.unmanaged === true;
  const { disk, transfer } = node;
  if (disk === undefined || transfer !== undefined) return false;
  const isStopped = disk.runs !== true || disk.portTaken === true;
  return isStopped && !disk.identity && !disk.data && disk.damaged !== true;
}

/** True if every node that answers says that it serves no slot. */
export function servesNothing(observed: Observed): boolean {
  return [...observed.values()].every((node) => !node.answers || node.clusterState === "fail");
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
