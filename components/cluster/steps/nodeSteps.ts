import { addressOf } from "../spec/clusterSpec";
import { nodesIn, ONCE_FORMED, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

export interface NodeSteps {
  /** Starts a stopped server that has its identity and data on disk. */
  readonly start: OnNode;
  readonly saveNodesConf: OnNode;
  /** Takes the node's files from the other users of its host. */
  readonly restrictFiles: OnNode;
  /** Writes the PID file of a running server that has none. */
  readonly writePidFile: OnNode;
  /** Records owner and members on the host of a node: one step for each host. */
  readonly record: OnNode;
}

export const NODE_STEPS: TraitTable<NodeSteps> = {
  start: {
    ...WHILE_FORMING,
    describe: (steps) => `start ${nodesIn(steps)}`,
  },
  saveNodesConf: {
    ...ONCE_FORMED,
    describe: (steps) => `write the missing nodes.conf of ${nodesIn(steps)}`,
  },
  restrictFiles: {
    ...ONCE_FORMED,
    describe: (steps) => `take the files of ${nodesIn(steps)} from other users`,
  },
  writePidFile: {
    ...ONCE_FORMED,
    describe: (steps) => `write the missing PID file of ${nodesIn(steps)}`,
  },
  record: {
    ...ONCE_FORMED,
    describe: (steps) => `record owner and members on ${hostsIn(steps)}`,
  },
};

function hostsIn(steps: readonly OnNode[]): string {
  const hosts = [...new Set(steps.map(({ node }) => addressOf(node)))];
  return hosts.length > 4 ? `${hosts.length} hosts` : hosts.join(", ");
}
