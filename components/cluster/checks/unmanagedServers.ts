import { listNodes } from "../spec/nodeList";
import type { Problem } from "./problem";

/**
 * Lists stopped servers that this stack does not manage and whose nodes.conf names nodes to be created:
 * a replica copies whatever it finds at its primary's address, even an empty server.
 *
 * @param peersOf the names in each server's nodes.conf, by the server's name
 */
export function unmanagedServers(
  toCreate: readonly string[],
  peersOf: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  return [...peersOf].flatMap(([node, peers]) => {
    const known = toCreate.filter((name) => peers.includes(name));
    if (known.length === 0) return [];
    const text = `not declared, but its nodes.conf names ${listNodes(known)}, which would be created empty`;
    return [
      {
        node,
        kind: "not declared, but names nodes that would be created empty",
        text,
        advice: ADVICE,
      },
    ];
  });
}

const ADVICE =
  "If it starts later, it copies the empty node and loses its data. Declare it too, or move its directory aside if you do not need its data.";
