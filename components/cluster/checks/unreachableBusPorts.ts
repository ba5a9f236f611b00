import { BUS_PORT_OFFSET, nodeName } from "../spec/clusterSpec";
import { memberNames, membersOf, type Topology } from "../spec/topology";
import { hasLink } from "../state/links";
import type { Observed } from "../state/observed";
import { answering } from "../state/shardState";
import type { Problem } from "./problem";

/** A node that has no link to a peer got no answer from the peer's bus port. */
export function unreachableBusPorts(topology: Topology, observed: Observed): Problem[] {
  const names = memberNames(topology);
  return topology.shards.flatMap(membersOf).flatMap(({ address, port }) => {
    const node = nodeName({ address, port });
    const target = answering(observed, node);
    if (target === undefined) return [];
    return names.flatMap((by): Problem[] => {
      const peer = by === node ? undefined : answering(observed, by);
      if (peer === undefined || hasLink(peer, target)) return [];
      const text = `cluster bus port ${port + BUS_PORT_OFFSET} cannot be reached from`;
      return [{ node, kind: "cluster bus port cannot be reached", text, by }];
    });
  });
}
