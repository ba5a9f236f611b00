import { knows } from "./knows";
import type { AnsweringNode, Observed } from "./observed";
import { answering } from "./shardState";
import { formatSlots, SLOT_COUNT } from "./slots";
import { viewOf } from "./viewOf";
import type { NodeView } from "./views";

/**
 * Names what the node of that name says against a formed cluster: that it does not serve itself, or what
 * it believes of the others that they do not say themselves. Nothing is an empty list.
 *
 * @param names the nodes of which something is expected, this one among them
 */
export function troubles(name: string, observed: Observed, names: readonly string[]): string[] {
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
  if (!knows(node, peer)) return [`${name} has no link to ${other}`];
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
