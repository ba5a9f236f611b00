import { type Difference, formatValue } from "../state/confState";
import { type Batch, nodesIn, type OnNode, type TraitTable, UPKEEP } from "./stepTraits";

export interface ConfSteps {
  /** Tests the declared configuration with the node's server, records its values and stages it. */
  readonly stageConf: OnNode & {
    /** What it changes, for people: `["maxmemory 1gb, was 100mb"]`. */
    readonly changes: readonly string[];
  };
  /** Sets directives on a running server; what the server takes only at its start is recorded as pending. */
  readonly setDirectives: OnNode & { readonly values: readonly Difference[] };
  readonly activateConf: OnNode;
}

export const CONF_STEPS: TraitTable<ConfSteps> = {
  stageConf: {
    ...UPKEEP,
    describe: (steps) => {
      const changes = common(steps, ({ changes }) => changes.join(", "));
      return changes === ""
        ? `test the configuration of ${nodesIn(steps)} and record its values`
        : `test and stage the new configuration of ${nodesIn(steps)}${changes === undefined ? "" : `: ${changes}`}`;
    },
    line: ({ changes }) => changes.join("\n"),
  },
  setDirectives: {
    ...UPKEEP,
    describe: (steps) => {
      const values = common(steps, ({ values }) => values.map(describeValue).join(", "));
      return `set ${values ?? "directives"} on ${nodesIn(steps)} (no restart)`;
    },
    line: ({ values }) => values.map(describeValue).join("\n"),
    undo: (step) => ({
      ...step,
      values: step.values.map(({ name, from, to }) => ({ name, from: to, to: from })).reverse(),
    }),
  },
  activateConf: {
    ...UPKEEP,
    describe: (steps) => `activate the staged configuration of ${nodesIn(steps)}`,
  },
};

function common<S>(steps: Batch<S>, textOf: (step: S) => string): string | undefined {
  const [first, ...others] = new Set(steps.map(textOf));
  return others.length === 0 ? first : undefined;
}

function describeValue({ name, from, to }: Difference): string {
  return `${name} ${formatValue(name, to)} (was ${formatValue(name, from)})`;
}
