import { nameOrCount } from "../spec/nodeList";
import { formatSlots, type SlotRange } from "../spec/slots";
import { nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

export interface FormingSteps {
  readonly setTimeouts: OnNode & { readonly settings: "forming" | "declared" };
  readonly setEpoch: OnNode & { readonly epoch: number };
  readonly assignSlots: OnNode & { readonly slots: readonly SlotRange[] };
  readonly meet: OnNode & { readonly peers: readonly string[] };
  readonly replicate: OnNode & { readonly primary: string };
}

export const FORMING_STEPS: TraitTable<FormingSteps> = {
  setTimeouts: {
    ...WHILE_FORMING,
    describe: (steps) => {
      const where = nodesIn(steps);
      return steps[0].settings === "forming"
        ? `shorten the node timeout of ${where} while the cluster forms`
        : `restore the declared node timeout of ${where}`;
    },
    batch: ({ settings }) => settings,
    phase: ({ settings }) => (settings === "forming" ? "forming" : "formed"),
  },
  setEpoch: {
    ...WHILE_FORMING,
    describe: ([first, ...others]) =>
      others.length === 0
        ? `set config epoch ${first.epoch} on ${first.node}`
        : `set a unique config epoch on each of ${others.length + 1} nodes`,
  },
  assignSlots: {
    ...WHILE_FORMING,
    describe: ([first, ...others]) =>
      others.length === 0
        ? `assign slots ${formatSlots(first.slots)} to ${first.node}`
        : `assign slots to ${others.length + 1} primaries`,
    line: ({ node }) => node,
  },
  meet: {
    ...WHILE_FORMING,
    describe: ([first, ...others]) => {
      if (others.length === 0) return `make ${first.node} meet ${nameOrCount(first.peers)}`;
      const pairs = [first, ...others].flatMap(({ node, peers }) =>
        peers.map((peer) => [node, peer]),
      );
      const all = [...new Set(pairs.flat())];
      const joining = all.find((name) => pairs.every((pair) => pair.includes(name)));
      if (joining === undefined) return `make ${nameOrCount(all)} meet each other`;
      return `make ${joining} meet ${nameOrCount(all.filter((name) => name !== joining))}`;
    },
    // A healthy MEET is answered within 300 ms at 60 nodes.
    wait: { until: "linked", resend: 2000, limit: 6000 },
  },
  replicate: {
    ...WHILE_FORMING,
    describe: ([first, ...others]) =>
      others.length === 0
        ? `make ${first.node} a replica of ${first.primary}`
        : `make ${others.length + 1} nodes replicas of their primaries`,
    line: ({ node }) => node,
  },
};
