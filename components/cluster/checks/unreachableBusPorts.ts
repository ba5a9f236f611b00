import { BUS_PORT_OFFSET, nodeName } from "../spec/clusterSpec";

import { memberNames, membersOf, type Topology } from "../spec/topology";
import { hasLink } from "../state/links";
import type { Observed } from "../state/observed";
import { answering } from "../state/shardState";

/**
 * Names the nodes whose bus port others cannot reach, one line for each: who does not hear whom.
 * A node that has no link to a peer got no answer from its bus port.
 */
export function unreachableBusPorts(topology: Topology, observed: Observed): string[] {
  const members = topology.shards.flatMap(membersOf);
  return members.flatMap((target) => {
    const name = nodeName(target);
    const found = answering(observed, name);
    if (found === undefined) return [];
    const others = memberNames(topology).filter((other) => other !== name);
    const deaf = others.filter((other) => {
      const node = answering(observed, other);
      return node !== undefined && !hasLink(node, found);
    });
    if (deaf.length === 0) return [];
    const who = deaf.length === others.length ? "no other node can" : `${deaf.join(", ")} cannot`;
    const port = target.port + BUS_PORT_OFFSET;
    return [`${who} reach the bus port ${port} of ${target.address}`];
  });
}
