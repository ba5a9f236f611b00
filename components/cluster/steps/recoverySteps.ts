import { nameOrCount } from "../spec/nodeList";
import { type Batch, nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

/** A primary and the replica that takes over its slots. */
export interface HandOver {
  readonly from: string;
  readonly to: string;
}

/** How nodes leave a running cluster, and how lost ones come back. */
export interface RecoverySteps {
  /**
   * Pauses the writes of primaries, waits until each one's replica has all of its data, and makes the replicas
   * primaries. Without a vote only where the voters would not survive it.
   */
  readonly handOver: OnNode & {
    readonly pairs: readonly HandOver[];
    readonly by: "election" | "takeover";
  };
  /** Ends a running server whose directory was removed, without saving: another node has its data. */
  readonly stop: OnNode;
  /** Makes a replica the primary of its shard, whose primary is stopped and has lost its data. */
  readonly promote: OnNode & { readonly lost: string };
  /** Has a node forget IDs that no node answers with any more. */
  readonly forget: OnNode & { readonly ids: readonly string[] };
  /** Starts a lost node without data and with a new identity. No node may know its address. */
  readonly startNew: OnNode & { readonly primary: string; readonly keys: number };
}

const RECOVERY = { ...WHILE_FORMING, seenBy: "host" } as const;

export const RECOVERY_STEPS: TraitTable<RecoverySteps> = {
  handOver: {
    ...RECOVERY,
    describe: (steps) => {
      const pairs = steps.flatMap((step) => step.pairs);
      const [first, ...others] = pairs;
      const pause = "writes to its slots pause for about 0.1 s";
      return first !== undefined && others.length === 0
        ? `fail over ${first.from} -> ${first.to}: ${pause}`
        : `fail over ${pairs.length} primaries to their replicas: writes to their slots pause for about 0.1 s`;
    },
  },
  stop: {
    ...RECOVERY,
    describe: (steps) =>
      `stop ${nodesIn(steps)}: the directory was removed, another node has the data`,
  },
  promote: {
    ...RECOVERY,
    describe: ([first, ...others]) =>
      others.length === 0
        ? `make ${first.node} the primary of its shard: ${first.lost} has lost its data`
        : `make ${nodesIn([first, ...others])} primaries of their shards, whose primaries have lost their data`,
    line: ({ node }) => node,
  },
  forget: {
    ...WHILE_FORMING,
    seenBy: "cluster",
    describe: (steps) => `forget ${idsIn(steps)} on ${nodesIn(steps)}`,
  },
  startNew: {
    ...RECOVERY,
    describe: ([first, ...others]) => {
      if (others.length === 0) {
        return `start ${first.node} empty, as a new replica of ${first.primary}${keysOf(first.keys)}`;
      }
      const primaries = [...new Set([first, ...others].map(({ primary }) => primary))];
      return `start ${nodesIn([first, ...others])} empty, as new replicas of ${nameOrCount(primaries)}`;
    },
    line: ({ node }) => node,
  },
};

function keysOf(keys: number): string {
  if (keys === 0) return "";
  return keys === 1 ? ": 1 key to copy" : `: ${keys} keys to copy`;
}

/** `"the old node ID 3fa9c1"` */
function idsIn(steps: Batch<{ readonly ids: readonly string[] }>): string {
  const ids = [...new Set(steps.flatMap((step) => step.ids))];
  const [first = ""] = ids;
  return ids.length === 1 ? `the old node ID ${first.slice(0, 6)}` : `${ids.length} old node IDs`;
}
