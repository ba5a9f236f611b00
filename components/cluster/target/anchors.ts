import type { NodeSpec } from "../spec/clusterSpec";
import { groupBy } from "../spec/groupBy";
import { Cheapest } from "./cheapest";
import type { Draft, Group } from "./draft";
import { Spread } from "./spread";

/** Greater than the cost of all wishes of all groups together. */
const MOVE = 1_000_000;

/**
 * Chooses the anchor of each group so that the fewest nodes have to leave it: the owner of the slots wherever it is
 * one of the best. False if the domains allow no choice.
 */
export function chooseAnchors(draft: Draft): boolean {
  const { groups, nodes, capOf } = draft;
  const spread = new Spread();
  const kept = groups.filter(({ members }) => members.length > 0);
  const domains = new Cheapest<Group, string>({
    bins: [...groupBy(nodes, ({ domain }) => domain).keys()],
    capacityOf: capOf,
    costOf: (group, domain) => costOf(group, domain, draft),
  });
  for (const group of kept) {
    const costs = domainsOf(group, draft).map((domain) => costOf(group, domain, draft));
    if (!domains.add(group, Math.min(...costs))) return false;
  }
  const domainOf = new Map(
    [...groupBy(nodes, ({ domain }) => domain).keys()].flatMap((domain) =>
      domains.itemsIn(domain).map((group) => [group, domain]),
    ),
  );
  for (const [group, domain] of domainOf) {
    if (group.owner?.domain === domain) take(group, group.owner, spread);
  }
  for (const [group, domain] of domainOf) {
    if (group.anchor !== undefined) continue;
    const members = group.members.filter((member) => member.domain === domain);
    take(group, members.sort((a, b) => spread.compare(a, b))[0], spread);
  }
  return findFounders(draft, { spread, domainOf });
}

function domainsOf({ members }: Group, { nodes }: Draft): string[] {
  return [...new Set([...members, ...nodes].map(({ domain }) => domain))];
}

/** What an anchor of that domain costs: members that have to leave count most, then a failover. */
function costOf({ members, owner }: Group, domain: string, draft: Draft): number {
  const { keepApart, replicas } = draft;
  const same = members.filter((member) => member.domain === domain).length;
  const room = same > 0 ? replicas + 1 : replicas;
  const surplus = Math.max(0, members.length - room);
  const leaving = keepApart ? Math.max(surplus, same - 1) : surplus;
  if (owner?.domain === domain) return leaving * MOVE;
  return leaving * MOVE + (same > 0 ? 1 : 2);
}

function take(group: Group, node: NodeSpec | undefined, spread: Spread): void {
  group.anchor = node;
  if (node !== undefined) spread.add(node);
}

/** Gives each group without an anchor a node that has to move anyway, or else one that does not lead. */
function findFounders(
  draft: Draft,
  { spread, domainOf }: { readonly spread: Spread; readonly domainOf: ReadonlyMap<Group, string> },
): boolean {
  const { groups, nodes, replicas, capOf, mates } = draft;
  const homes = new Map(groups.flatMap((group) => group.members.map((node) => [node, group])));
  const leading = new Set(groups.flatMap(({ anchor, owner }) => [anchor, owner]));
  const left = new Map(groups.map((group) => [group, group.members.length]));
  const needOf = (node: NodeSpec) => {
    const home = homes.get(node);
    if (home === undefined) return 0;
    return (left.get(home) ?? 0) > replicas + 1 ? 1 : 2;
  };
  for (const group of groups) {
    if (group.anchor !== undefined) continue;
    const domain = domainOf.get(group);
    const free = nodes.filter(
      (node) =>
        !leading.has(node) &&
        (domain === undefined
          ? spread.inDomain(node.domain) < capOf(node.domain)
          : node.domain === domain),
    );
    const [founder] = free.sort(
      (a, b) =>
        needOf(a) - needOf(b) ||
        spread.compare(a, b) ||
        mates(b, group.members) - mates(a, group.members),
    );
    if (founder === undefined) return false;
    take(group, founder, spread);
    leading.add(founder);
    const home = homes.get(founder);
    if (home !== undefined) left.set(home, (left.get(home) ?? 0) - 1);
  }
  return true;
}
