import { nodesIn, type OnNode, type TraitTable, WHILE_FORMING } from "./stepTraits";

export interface PasswordSteps {
  /** Has a running server send the declared password to its primary. */
  readonly setMasterauth: OnNode;
  /** Has a running server require the declared password of its clients. */
  readonly setRequirepass: OnNode;
}

// Not once the cluster is formed: half done, replicas cannot log in, and the cluster is not healthy.
export const PASSWORD_STEPS: TraitTable<PasswordSteps> = {
  setMasterauth: {
    ...WHILE_FORMING,
    describe: (steps) => `set the password of replication (masterauth) on ${nodesIn(steps)}`,
  },
  setRequirepass: {
    ...WHILE_FORMING,
    describe: (steps) =>
      `require the password on ${nodesIn(steps)} (clients without it will be rejected)`,
  },
};
