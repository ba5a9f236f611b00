import { nameOrCount } from "../spec/nodeList";
import { nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

/** How nodes without slots leave a cluster for good. All of them run last, when nothing else is left to do. */
export interface LeavingSteps {
  /** Has a member forget nodes that leave, so that none of them can be elected any more. */
  readonly forgetLeaving: OnNode & {
    readonly ids: readonly string[];
    readonly names: readonly string[];
  };
  /** Stops the server of a node that all members have forgotten, and renames its directory. */
  readonly remove: OnNode;
}

/** Nodes leave only a healthy cluster. */
const LEAVING = { ...WHILE_FORMING, phase: "formed" } as const;

export const LEAVING_STEPS: TraitTable<LeavingSteps> = {
  forgetLeaving: {
    ...LEAVING,
    seenBy: "cluster",
    describe: (steps) => {
      const names = [...new Set(steps.flatMap((step) => step.names))];
      return `forget ${nameOrCount(names)} on ${nodesIn(steps)}`;
    },
  },
  remove: {
    ...LEAVING,
    seenBy: "host",
    describe: (steps) =>
      steps.length === 1
        ? `stop ${nodesIn(steps)} and rename its directory`
        : `stop ${nodesIn(steps)} and rename their directories`,
  },
};
