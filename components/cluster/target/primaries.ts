import type { NodeSpec } from "../spec/clusterSpec";
import { type Draft, type Group, sharing } from "./draft";
import { Spread } from "./spread";

/**
 * Chooses the primary of each group: the owner of its slots if that may stay, or else the node around which the
 * fewest primaries are.
 */
export function choosePrimaries({ groups, keepApart }: Draft): Map<Group, NodeSpec> {
  const spread = new Spread();
  const choices = groups.flatMap((group) => {
    const { anchor, others, owner } = group;
    if (anchor === undefined) return [];
    const nodes = [anchor, ...others];
    const able = keepApart ? nodes.filter((node) => sharing(node, nodes) === 0) : nodes;
    const stays = owner !== undefined && able.includes(owner);
    return [{ group, primary: stays ? owner : anchor, able: stays ? [owner] : able }];
  });
  for (const { primary } of choices) spread.add(primary);
  // Each change improves the spread as a whole, so it ends.
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const choice of choices) {
      spread.add(choice.primary, -1);
      const [best] = [...choice.able].sort((a, b) => spread.compare(a, b));
      if (best !== undefined && spread.compare(best, choice.primary) < 0) {
        choice.primary = best;
        isBetter = true;
      }
      spread.add(choice.primary);
    }
  }
  return new Map(choices.map(({ group, primary }) => [group, primary]));
}
