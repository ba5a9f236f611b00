import { knows } from "./knows";
import { type AnsweringNode, myself, type Observed } from "./observed";
import { answering } from "./shardState";
import { formatSlots, SLOT_COUNT } from "./slots";
import { memberNames, type Topology } from "./topology";
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
  return names.flatMap((name) => {
    const node = observed.get(name);
    if (!node?.answers) return [`${name} does not answer: ${node?.reason ?? "it was not asked"}`];
    const doubts = names
      .filter((peer) => peer !== name)
      .flatMap((peer) => doubtOf(name, node, peer, answering(observed, peer)));
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

function doubtOf(
  name: string,
  node: AnsweringNode,
  peer: string,
  found: AnsweringNode | undefined,
): string[] {
  if (found === undefined) return [];
  if (!knows(node, found)) return [`${name} has no link to ${peer}`];
  const view = node.views.find(({ id }) => id === found.id);
  const own = myself(found);
  if (view === undefined || own === undefined) return [];
  const fault = view.flags.find((flag) => flag === "fail" || flag === "fail?");
  if (fault !== undefined) return [`${name} sees ${peer} as ${fault}`];
  const seen = describe(view);
  const said = describe(own);
  return seen === said ? [] : [`${name} sees ${peer} as ${seen}, it is ${said}`];
}

function describe({ role, primaryId, slots }: NodeView): string {
  if (role === "replica") return `replica of ${primaryId}`;
  return slots.length > 0 ? `primary of ${formatSlots(slots)}` : "primary without slots";
}
