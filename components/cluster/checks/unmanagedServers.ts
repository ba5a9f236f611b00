/**
 * Names stopped servers of no stack that have nodes to be made in their nodes.conf: a replica that follows
 * such an address copies what it finds there, and an empty server is copied too.
 *
 * @param toCreate the names of the nodes
 * @param peersOf by the server's name, whom its nodes.conf names
 */
export function unmanagedServers(
  toCreate: readonly string[],
  peersOf: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...peersOf].flatMap(([stray, peers]) => {
    const known = toCreate.filter((name) => peers.includes(name));
    if (known.length === 0) return [];
    return [
      `${stray} is no node of this stack, but its nodes.conf names ${known.join(", ")}, to be made anew: empty they would ` +
        "wipe its copy once it is started. Make it a node of this stack, or move its folder away if its data may go",
    ];
  });
}
