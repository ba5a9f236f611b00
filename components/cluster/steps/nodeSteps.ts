import { addressOf } from "../spec/clusterSpec";
import { nameOrCountHosts } from "../spec/nodeList";
import type { StartMode } from "../state/startMode";
import { nodesIn, type OnNode, type TraitTable, UPKEEP, WHILE_FORMING } from "./stepTraits";

export interface NodeSteps {
  /** Starts a stopped server that has its identity on disk, and its data unless the mode says why not. */
  readonly start: OnNode & { readonly mode: StartMode };
  readonly saveNodesConf: OnNode;
  /** Takes the node's files from the other users of its host. */
  readonly restrictFiles: OnNode;
  /** Writes the PID file of a running server that has none. */
  readonly writePidFile: OnNode;
  /** Records owner and members on the host of a node: one step for each host. */
  readonly record: OnNode & {
    /** Whether slots are being moved. @default as recorded */
    readonly rebalancing?: boolean;
  };
}

export const NODE_STEPS: TraitTable<NodeSteps> = {
  start: {
    ...WHILE_FORMING,
    batch: ({ mode }) => mode,
    describe: (steps) => `start ${nodesIn(steps)}${WITHOUT_DATA[steps[0].mode]}`,
  },
  saveNodesConf: {
    ...UPKEEP,
    describe: (steps) => `write the missing nodes.conf of ${nodesIn(steps)}`,
  },
  restrictFiles: {
    ...UPKEEP,
    describe: (steps) => `take the files of ${nodesIn(steps)} from other users`,
  },
  writePidFile: {
    ...UPKEEP,
    describe: (steps) => `write the missing PID file of ${nodesIn(steps)}`,
  },
  record: {
    ...UPKEEP,
    batch: ({ rebalancing }) => `${rebalancing}`,
    phase: ({ rebalancing }) => (rebalancing === undefined ? "upkeep" : "formed"),
    describe: (steps) => `record ${RECORDED[`${steps[0].rebalancing}`]} on ${hostsIn(steps)}`,
  },
};

const RECORDED = {
  undefined: "owner and members",
  true: "that slots are being moved",
  false: "that all slots are moved",
} as const;

const WITHOUT_DATA: { readonly [M in StartMode]: string } = {
  data: "",
  replaced: " empty: another node has the data",
  unkept: " empty: the configuration keeps no keys on disk, so what only it had is lost",
};

function hostsIn(steps: readonly OnNode[]): string {
  return nameOrCountHosts([...new Set(steps.map(({ node }) => addressOf(node)))]);
}
