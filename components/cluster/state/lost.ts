import type { Observed, ObservedNode, UnreachableNode } from "./observed";
import { answering } from "./shardState";

/** True for a stopped node without an identity on disk: a start would give it a new one. */
export function isLost(node: ObservedNode | undefined): node is UnreachableNode {
  if (node === undefined || node.answers || node.refused === true) return false;
  return node.disk !== undefined && !node.disk.identity && node.disk.runs !== true;
}

/** The lost or stopped members by the hosts' records; none if nothing of the cluster is left. */
export function formerMembers(observed: Observed): string[] {
  const isLeft = [...observed.values()].some((node) => node.answers || node.disk?.identity);
  if (!isLeft) return [];
  return [...observed].flatMap(([name, node]) => (!node.answers && node.wasMember ? [name] : []));
}

/** A node ID that no declared node has any more, as running nodes know it. */
export interface AbandonedId {
  readonly id: string;
  /** The declared node that had it; undefined if its address is lost. */
  readonly name: string | undefined;
  readonly ownsSlots: boolean;
  /** True if a running node is its replica. */
  readonly isFollowed: boolean;
  /** The names of the running nodes that know it. */
  readonly knownTo: readonly string[];
}

/** By node ID. Nobody will answer with such an ID: each node answers with another one, or has lost it. */
export function abandonedIds(observed: Observed): ReadonlyMap<string, AbandonedId> {
  const found = new Map<string, AbandonedId & { readonly knownTo: string[] }>();
  const ids = new Set<string>();
  const followed = new Set<string | undefined>();
  for (const node of observed.values()) if (node.answers) ids.add(node.id);
  for (const [by, node] of observed) {
    // Loops, because they run for each pair of nodes.
    for (const { id, name, flags, slots, primaryId } of node.answers ? node.views : []) {
      if (flags.includes("myself")) followed.add(primaryId);
      if (ids.has(id) || flags.includes("handshake")) continue;
      const hasAddress = !flags.includes("noaddr");
      if (hasAddress && !hasNewIdentity(name, observed)) continue;
      const known = found.get(id);
      known?.knownTo.push(by);
      found.set(id, {
        id,
        name: hasAddress ? name : known?.name,
        ownsSlots: slots.length > 0 || known?.ownsSlots === true,
        isFollowed: false,
        knownTo: known?.knownTo ?? [by],
      });
    }
  }
  return new Map([...found].map(([id, one]) => [id, { ...one, isFollowed: followed.has(id) }]));
}

function hasNewIdentity(name: string, observed: Observed): boolean {
  return answering(observed, name) !== undefined || isLost(observed.get(name));
}

/** True if all nodes may forget it: it owns no slots, and no replica follows it. */
export function isForgettable({ ownsSlots, isFollowed }: AbandonedId): boolean {
  return !ownsSlots && !isFollowed;
}
