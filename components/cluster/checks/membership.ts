import { DECLARE_OR_FORGET, REMOVE_FROM_CONFIGURATION } from "../../text/cures/clusterCures";
import { SLOT_COUNT } from "../spec/slots";
import { isInService } from "../state/inService";
import { isBusy } from "../state/nodeTransfers";
import { isAlone, type Observed, type ObservedNode } from "../state/observed";
import { runningPeers } from "../state/peers";
import type { Problem } from "./problem";

/** Lists members that are not observed: neither the configuration nor a record of this stack names them. */
export function undeclaredMembers(
  observed: Observed,
  members: ReadonlySet<string>,
  recorded: readonly string[],
): Problem[] {
  return [...new Set([...members, ...recorded])]
    .filter((name) => !observed.has(name))
    .map((node) => ({
      node,
      kind: "member of the cluster, but not declared",
      advice: DECLARE_OR_FORGET,
    }));
}

/**
 * Lists declared nodes outside a cluster in service that cannot join it: they belong to another cluster, or did. One that
 * is still forming may lack members.
 */
export function declaredNonMembers(observed: Observed): Problem[] {
  if (!isInService(observed)) return [];
  const members = servingNodes(observed);
  return [...observed]
    .filter(([name, node]) => !members.has(name) && node.wasMember !== true)
    .filter(([, node]) => !canJoin(node) && !hasMetNewOnes(node, observed, members))
    .map(([node]) => ({
      node,
      kind: "declared, but not a member of the running cluster",
      advice: REMOVE_FROM_CONFIGURATION,
    }));
}

/** The names of the nodes that see all slots served, of those that they know, and of those that these know. */
function servingNodes(observed: Observed): Set<string> {
  const serving = [...observed].filter(([, node]) => node.answers && node.slotsOk === SLOT_COUNT);
  const members = new Set(serving.map(([name]) => name));
  for (let count = 0; count < members.size; ) {
    count = members.size;
    const known = new Map([...observed].filter(([name]) => members.has(name)));
    for (const name of runningPeers(known)) members.add(name);
  }
  return members;
}

/** True for a node that this stack started and that has met only others like it: an interrupted `up` leaves such nodes. */
function hasMetNewOnes(
  node: ObservedNode,
  observed: Observed,
  members: ReadonlySet<string>,
): boolean {
  if (!node.answers) return false;
  const peers = node.views.filter(({ flags }) => !flags.includes("handshake"));
  return peers.every(({ name, flags, slots }) => {
    const peer = flags.includes("myself") ? node : observed.get(name);
    if (peer?.answers !== true || peer.unmanaged === true || peer.keys > 0) return false;
    return slots.length === 0 && !members.has(name);
  });
}

/** True for a node that has not met others: one to be created, or that an interrupted `up` has created. */
function canJoin(node: ObservedNode): boolean {
  if (node.answers) return isAlone(node);
  if (node.refused === true || isBusy(node)) return false;
  return node.disk?.identity !== true || node.disk.peers.length === 0;
}
