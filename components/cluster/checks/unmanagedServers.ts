import { CHOOSE_PORTS_OR_MOVE_ASIDE } from "../../text/cures/clusterCures";
import { listNodes } from "../spec/nodeList";
import type { Problem } from "./problem";

/** Lists unmanaged stopped servers that know a node to be created: a replica copies even an empty server. */
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
        advice: CHOOSE_PORTS_OR_MOVE_ASIDE,
      },
    ];
  });
}
