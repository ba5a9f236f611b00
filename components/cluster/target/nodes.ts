import { type ClusterSpec, type NodeSpec, nodeName } from "../spec/clusterSpec";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import type { CurrentShard } from "../state/layout";
import { chooseAnchors } from "./anchors";
import { type Draft, draftOf, type Group } from "./draft";
import { choosePrimaries } from "./primaries";
import { takeSeats } from "./seats";

/** The nodes of a shard of the target. */
export interface PlacedNodes extends Pick<Shard, "primary" | "replicas"> {
  /** The current shard that it continues; undefined for a new one. */
  readonly current: CurrentShard | undefined;
}

/**
 * The nodes of each shard: first of the kept ones in their order, then of the new ones. The fewest nodes leave their
 * shard, and of these none that owns slots, unless the domains leave no other way.
 */
export function assignNodes(
  spec: ClusterSpec,
  given: { readonly kept: readonly CurrentShard[]; readonly reference: Topology },
): PlacedNodes[] {
  const draft = draftOf(spec, given);
  const owners = new Set(draft.groups.flatMap(({ owner }) => owner ?? []));
  const isDone = chooseAnchors(draft) && (takeSeats(draft, owners) || takeSeats(draft, new Set()));
  if (!isDone) takeReference(draft, given.reference);
  const primaries = choosePrimaries(draft);
  return draft.groups.flatMap((group) => {
    const primary = primaries.get(group);
    if (primary === undefined) return [];
    const nodes = new Set([group.anchor, ...group.others]);
    const replicas = draft.nodes.filter((node) => nodes.has(node) && node !== primary);
    return [{ current: group.current, primary, replicas }];
  });
}

/** Gives the groups the nodes of the placed shards, each to the group that has most of them already. */
function takeReference({ groups }: Draft, { shards }: Topology): void {
  const left = new Set(shards);
  for (const group of groups) {
    const [best] = [...left].sort((a, b) => common(b, group) - common(a, group));
    if (best === undefined) return;
    left.delete(best);
    group.anchor = best.primary;
    group.others.splice(0, group.others.length, ...best.replicas);
  }
}

function common(shard: Shard, { members }: Group): number {
  const names = new Set(members.map(nodeName));
  return membersOf(shard).filter((node: NodeSpec) => names.has(nodeName(node))).length;
}
