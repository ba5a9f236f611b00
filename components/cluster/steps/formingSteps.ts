import { nameOrCount } from "../spec/nodeList";
import { formatSlots, type SlotRange } from "../spec/slots";
import { nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

export interface FormingSteps {
  readonly setTimeouts: OnNode & {
    readonly settings: "forming" | "founding" | "declared";
    /** ms, of the forming ones. @default 1000, that of a small cluster */
    readonly nodeTimeout?: number;
  };
  readonly setEpoch: OnNode & { readonly epoch: number };
  readonly assignSlots: OnNode & { readonly slots: readonly SlotRange[] };
  readonly meet: OnNode & { readonly peers: readonly string[] };
  readonly replicate: OnNode & { readonly primary: string };
  /** Tells nodes of a cluster in use the role and the slots of a node: by themselves they take up to 10 s. */
  readonly announce: OnNode & { readonly peers: readonly string[] };
}

const SETTINGS_STEPS = {
  forming: (where: string) => `shorten the node timeout of ${where} while the cluster forms`,
  founding: (where: string) => `let ${where} copy to the first replica without a delay`,
  declared: (where: string) => `restore the declared node timeout of ${where}`,
} as const;

export const FORMING_STEPS: TraitTable<FormingSteps> = {
  setTimeouts: {
    ...WHILE_FORMING,
    describe: (steps) => SETTINGS_STEPS[steps[0].settings](nodesIn(steps)),
    batch: ({ settings }) => settings,
    phase: ({ settings }) => (settings === "declared" ? "formed" : "forming"),
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
    // A healthy MEET is answered within 300 ms at 60 nodes, and gossip goes on from node to node all the time.
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
  announce: {
    ...WHILE_FORMING,
    seenBy: "cluster",
    describe: (steps) => `announce role and slots of ${nodesIn(steps)} to the others`,
  },
};
