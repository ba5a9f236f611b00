import type { NodeSpec } from "../spec/clusterSpec";
import { closeness } from "../spec/placement";
import { Cheapest } from "./cheapest";
import type { Draft, Group } from "./draft";

/**
 * Gives every node but the anchors a group, so that the fewest leave theirs. Returns false if a node finds none.
 *
 * @param fixed nodes that stay where they are
 */
export function takeSeats(draft: Draft, fixed: ReadonlySet<NodeSpec>): boolean {
  const { groups, nodes, replicas, keepApart } = draft;
  const homes = new Map(groups.flatMap((group) => group.members.map((node) => [node, group])));
  const mayJoin = (node: NodeSpec, { anchor }: Group) =>
    !keepApart || node.domain !== anchor?.domain;
  const seats = new Cheapest<NodeSpec, Group>({
    bins: groups,
    capacityOf: () => replicas,
    costOf: (node, group) => {
      const home = homes.get(node);
      if (!mayJoin(node, group)) return undefined;
      return home === undefined || home === group ? 0 : 1;
    },
  });
  const seated = new Set(groups.map(({ anchor }) => anchor));
  for (const group of groups) {
    const able = group.members.filter((node) => !seated.has(node) && mayJoin(node, group));
    for (const node of staying(group, { able, fixed, draft })) {
      seats.put(node, group, fixed.has(node));
      seated.add(node);
    }
  }
  const rest = nodes.filter((node) => !seated.has(node));
  const moving = rest.filter((node) => homes.has(node));
  const joining = rest.filter((node) => !homes.has(node));
  const isDone = [...moving, ...joining].every((node) => {
    const wishes = new Map(groups.map((group) => [group, wishOf(node, group, { seats, draft })]));
    const better = (a: Group, b: Group) => ((wishes.get(b) ?? 0) > (wishes.get(a) ?? 0) ? b : a);
    return seats.add(node, homes.has(node) ? 1 : 0, better);
  });
  for (const group of groups) group.others.splice(0, group.others.length, ...seats.itemsIn(group));
  return isDone;
}

/** The members that stay, as many as there is room for: those first that belong together. */
function staying(
  group: Group,
  from: {
    readonly able: readonly NodeSpec[];
    readonly fixed: ReadonlySet<NodeSpec>;
    readonly draft: Draft;
  },
): NodeSpec[] {
  const { able, fixed, draft } = from;
  const chosen = able.filter((node) => fixed.has(node));
  const mates = new Map(able.map((node) => [node, draft.mates(node, group.members)]));
  const left = new Set(able.filter((node) => !fixed.has(node)));
  while (chosen.length < draft.replicas && left.size > 0) {
    const shard = { primary: group.anchor, replicas: chosen };
    const [next] = [...left].sort(
      (a, b) =>
        (mates.get(b) ?? 0) - (mates.get(a) ?? 0) || closeness(a, shard) - closeness(b, shard),
    );
    if (next === undefined) break;
    chosen.push(next);
    left.delete(next);
  }
  return chosen;
}

/** How well a node goes with a group: far from its nodes, or else where the placement would put it. */
function wishOf(
  node: NodeSpec,
  group: Group,
  { seats, draft }: { readonly seats: Cheapest<NodeSpec, Group>; readonly draft: Draft },
): number {
  const others = seats.itemsIn(group);
  const close = closeness(node, { primary: group.anchor, replicas: others });
  return draft.mates(node, [...group.members, ...others]) - close * draft.nodes.length;
}
