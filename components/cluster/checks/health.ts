import { formatSlots, SLOT_COUNT } from "../spec/slots";
import { memberNames, type Topology } from "../spec/topology";
import type { NodeView } from "../state/clusterNodes";
import { hasLink } from "../state/links";
import { type AnsweringNode, type Observed, viewOf } from "../state/observed";

import { answering } from "../state/shardState";

/**
 * Names the nodes and pairs of nodes for which the cluster is not formed: on every node at once
 * `cluster_state:ok`, 16384 slots ok, every member known without a failure, each one's word on its
 * role and slots believed by all others, and every replica in sync. Formed is an empty list.
 *
 * @param unmade names the nodes that are still to be made, of which nothing is expected
 */
export function clusterProblems(
  topology: Topology,
  observed: Observed,
  unmade: readonly string[] = [],
): string[] {
  const names = memberNames(topology).filter((name) => !unmade.includes(name));
  return names.flatMap((name) => nodeProblems(name, observed, names));
}

/**
 * Names what the node of that name says against a formed cluster: that it does not serve itself, or what
 * it believes of the others that they do not say themselves. Nothing is an empty list.
 *
 * @param names the nodes of which something is expected, this one among them
 */
export function nodeProblems(name: string, observed: Observed, names: readonly string[]): string[] {
  const node = observed.get(name);
  if (!node?.answers) return [`${name} does not answer: ${node?.reason ?? "it was not asked"}`];
  const doubts = names.flatMap((other) => {
    const peer = other === name ? undefined : answering(observed, other);
    return peer === undefined ? [] : doubtOf(name, node, other, peer);
  });
  return [...ownTroubles(name, node), ...doubts];
}

function ownTroubles(name: string, node: AnsweringNode): string[] {
  return [
    ...(node.clusterState === "ok" ? [] : [`${name} says cluster_state:fail`]),
    ...(node.slotsOk === SLOT_COUNT
      ? []
      : [`${name} sees ${node.slotsOk} of ${SLOT_COUNT} slots ok`]),
    ...(node.linkUp ? [] : [`${name} is not in sync with its primary`]),
  ];
}

function doubtOf(name: string, node: AnsweringNode, other: string, peer: AnsweringNode): string[] {
  if (!hasLink(node, peer)) return [`${name} has no link to ${other}`];
  const view = viewOf(node, peer.id);
  // Its own line, found as fast as any: there is a pair for each two nodes.
  const own = viewOf(peer, peer.id);
  if (view === undefined || own === undefined) return [];
  const fault = view.flags.find((flag) => flag === "fail" || flag === "fail?");
  if (fault !== undefined) return [`${name} sees ${other} as ${fault}`];
  const [seen, said] = [describe(view), describe(own)];
  return seen === said ? [] : [`${name} sees ${other} as ${seen}, it is ${said}`];
}

function describe({ role, primaryId, slots }: NodeView): string {
  if (role === "replica") return `replica of ${primaryId}`;
  return slots.length > 0 ? `primary of ${formatSlots(slots)}` : "primary without slots";
}
