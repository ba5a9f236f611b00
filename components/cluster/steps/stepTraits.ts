import { nameOrCount } from "../spec/nodeList";

export type Batch<S> = readonly [S, ...S[]];

export interface OnNode {
  /** The name of the node that the step changes: `"192.168.56.65:7000"`. */
  readonly node: string;
}

/** "formed": the step runs only when the cluster is formed. */
export type Phase = "forming" | "formed";

export type Wait =
  | { readonly until: "planned away" }
  /** Until every node has a link to every other. The steps run again after `resend` ms, until `limit` ms have passed. */
  | { readonly until: "linked"; readonly resend: number; readonly limit: number };

export type SeenBy = "node" | "cluster" | "host";

/** All that the planner, the runner and the texts need to know about one kind of step. */
export interface StepTraits<S> {
  /** Says what one or more such steps do, to follow "Cannot": `"start 10.1.0.11:7000, 7001"`, `"start 6 nodes"`. */
  readonly describe: (steps: Batch<S>) => string;
  /** Steps with the same key run at the same time. @default all steps of the kind */
  readonly batch?: (step: S) => string;
  /** Steps of a batch with the same key share a line of a printed plan. @default the whole batch */
  readonly line?: (step: S) => string;
  readonly phase: Phase | ((step: S) => Phase);
  /** Who shows the effect: the nodes of the steps, all nodes, or all nodes and an inspection of their hosts. */
  readonly seenBy: SeenBy;
  readonly wait: Wait;
  /** The step that rolls this one back. @default none: another run of converge repairs it */
  readonly undo?: (step: S) => S;
}

export type TraitTable<Fields> = {
  readonly [K in keyof Fields]: StepTraits<{ readonly kind: K } & Fields[K]>;
};

const PLANNED_AWAY: Wait = { until: "planned away" };

export const WHILE_FORMING = { phase: "forming", seenBy: "node", wait: PLANNED_AWAY } as const;

export const ONCE_FORMED = { phase: "formed", seenBy: "host", wait: PLANNED_AWAY } as const;

export function nodesIn(steps: readonly OnNode[]): string {
  return nameOrCount(steps.map(({ node }) => node));
}
