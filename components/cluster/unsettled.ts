import { knows } from "./knows";
import { type AnsweringNode, myself, type Observed } from "./observed";
import { answering } from "./shardState";
import { formatSlots, SLOT_COUNT } from "./slots";
import { memberNames, type Topology } from "./topology";
import { viewOf } from "./viewOf";
import type { NodeView } from "./views";

/**
 * Names the nodes and pairs of nodes for which the cluster is not formed: on every node at once
 * `cluster_state:ok`, 16384 slots ok, every member known without a failure, each one's word on its
 * role and slots believed by all others, and every replica in sync. Formed is an empty list.
 *
 * @param unmade names the nodes that are still to be made, of which nothing is expected
 */
export function unsettled(
  topology: Topology,
  observed: Observed,
  unmade: readonly string[] = [],
): string[] {
  const names = memberNames(topology).filter((name) => !unmade.includes(name));
  const peers = names.flatMap((name) => peerOf(name, answering(observed, name)));
  return names.flatMap((name) => {
    const node = observed.get(name);
    if (!node?.answers) return [`${name} does not answer: ${node?.reason ?? "it was not asked"}`];
    const doubts = peers
      .filter((peer) => peer.name !== name)
      .flatMap((peer) => doubtOf(name, node, peer));
    return [...ownTroubles(name, node), ...doubts];
  });
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

/** A node that answers, with its own word on what it is. */
interface Peer {
  readonly name: string;
  readonly node: AnsweringNode;
  readonly said: string | undefined;
}

function peerOf(name: string, node: AnsweringNode | undefined): Peer[] {
  if (node === undefined) return [];
  const own = myself(node);
  return [{ name, node, said: own && describe(own) }];
}

function doubtOf(name: string, node: AnsweringNode, peer: Peer): string[] {
  if (!knows(node, peer.node)) return [`${name} has no link to ${peer.name}`];
  const view = viewOf(node, peer.node.id);
  if (view === undefined || peer.said === undefined) return [];
  const fault = view.flags.find((flag) => flag === "fail" || flag === "fail?");
  if (fault !== undefined) return [`${name} sees ${peer.name} as ${fault}`];
  const seen = describe(view);
  return seen === peer.said ? [] : [`${name} sees ${peer.name} as ${seen}, it is ${peer.said}`];
}

function describe({ role, primaryId, slots }: NodeView): string {
  if (role === "replica") return `replica of ${primaryId}`;
  return slots.length > 0 ? `primary of ${formatSlots(slots)}` : "primary without slots";
}
