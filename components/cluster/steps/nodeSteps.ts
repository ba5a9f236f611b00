import { nodesIn, ONCE_FORMED, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

export interface NodeSteps {
  /** Starts a stopped server that has its identity and data on disk. */
  readonly start: OnNode;
  readonly saveNodesConf: OnNode;
  /** Takes the node's files from the other users of its host. */
  readonly restrictFiles: OnNode;
  /** Writes the hold file, which keeps a member from being stopped while it has keys. */
  readonly hold: OnNode;
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
  hold: {
    ...ONCE_FORMED,
    describe: (steps) => `write the hold file of ${nodesIn(steps)} (delete protection)`,
  },
};
