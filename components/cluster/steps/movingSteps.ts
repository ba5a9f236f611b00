import { nameOrCount } from "../spec/nodeList";
import { countSlots, type SlotRange } from "../spec/slots";
import { nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

/** How slots change their node or their shard while clients read and write. */
export interface MovingSteps {
  /** Makes a replica in sync the primary of its shard, instead of a primary that is to leave the shard. */
  readonly failOver: OnNode & { readonly to: string };
  /** Makes a replica an empty primary without slots, so that it can lead a new shard. */
  readonly detach: OnNode & { readonly from: string };
  /** Moves slots with their keys from a primary to another. */
  readonly moveSlots: OnNode & {
    readonly to: string;
    readonly slots: readonly SlotRange[];
    /** The other primaries, which learn each new owner at once. */
    readonly others: readonly string[];
  };
  /** Closes slots that are open for no move any more. What the node has of the keys goes to the owner of the slots. */
  readonly closeSlots: OnNode & { readonly owner: string; readonly slots: readonly SlotRange[] };
}

/** Slots move only in a healthy cluster. All nodes show who owns them. */
const MOVING = { ...WHILE_FORMING, phase: "formed", seenBy: "cluster" } as const;

export const MOVING_STEPS: TraitTable<MovingSteps> = {
  failOver: {
    ...MOVING,
    // One after the other: two elections at once would share an epoch, and so the votes.
    batch: ({ node }) => node,
    describe: ([{ node, to }, ...others]) =>
      others.length === 0
        ? `fail over ${node} -> ${to}: writes to its slots pause for about 0.1 s`
        : `fail over ${others.length + 1} primaries, one after the other: writes to their slots pause for about 0.1 s`,
  },
  detach: {
    ...MOVING,
    describe: ([first, ...others]) =>
      others.length === 0
        ? `make ${first.node} an empty primary: it leaves the shard of ${first.from}`
        : `make ${nodesIn([first, ...others])} empty primaries: they leave their shards`,
    line: ({ node }) => node,
  },
  moveSlots: {
    ...MOVING,
    describe: (steps) => {
      const targets = [...new Set(steps.map(({ to }) => to))];
      const source = steps.length === 1 ? ` from ${steps[0].node}` : "";
      return `move ${numberOf(steps)}${source} to ${nameOrCount(targets)}`;
    },
  },
  closeSlots: {
    ...MOVING,
    describe: (steps) => `close ${numberOf(steps)}`,
  },
};

function numberOf(steps: readonly { readonly slots: readonly SlotRange[] }[]): string {
  const count = countSlots(steps.flatMap(({ slots }) => slots));
  return count === 1 ? "1 slot" : `${count} slots`;
}
