import { CONF_STEPS, type ConfSteps } from "./confSteps";
import { FORMING_STEPS, type FormingSteps } from "./formingSteps";
import { LEAVING_STEPS, type LeavingSteps } from "./leavingSteps";
import { MOVING_STEPS, type MovingSteps } from "./movingSteps";
import { NODE_STEPS, type NodeSteps } from "./nodeSteps";
import { PASSWORD_STEPS, type PasswordSteps } from "./passwordSteps";
import { RECOVERY_STEPS, type RecoverySteps } from "./recoverySteps";
import type { Batch, Phase, SeenBy, StepTraits, Wait } from "./stepTraits";

/** The fields of each kind of step. A new kind is one entry in the fields and one in the table of its family. */
interface StepFields
  extends NodeSteps,
    RecoverySteps,
    PasswordSteps,
    FormingSteps,
    MovingSteps,
    LeavingSteps,
    ConfSteps {}

type StepKind = keyof StepFields;

/** One small action on one node, safe to repeat: the closed union of all kinds. */
export type Step<K extends StepKind = StepKind> = {
  [P in K]: { readonly kind: P } & StepFields[P];
}[K];

const STEP_TRAITS: { readonly [K in StepKind]: StepTraits<Step<K>> } = {
  ...NODE_STEPS,
  ...RECOVERY_STEPS,
  ...PASSWORD_STEPS,
  ...FORMING_STEPS,
  ...MOVING_STEPS,
  ...LEAVING_STEPS,
  ...CONF_STEPS,
};

/** Says what a step does, to follow "Cannot": `"assign slots 0-5460 to 192.168.56.65:7000"`. */
export function describeStep(step: Step): string {
  return describeBatch([step]);
}

/** Says in one line what the steps of a batch do: `"assign slots to 3 primaries"`. */
export function describeBatch<K extends StepKind>(steps: Batch<Step<K>>): string {
  return STEP_TRAITS[steps[0].kind].describe(steps);
}

export function runTogether(a: Step, b: Step): boolean {
  return batchOf(a) === batchOf(b);
}

export function batchOf<K extends StepKind>(step: Step<K>): string {
  return `${step.kind} ${STEP_TRAITS[step.kind].batch?.(step) ?? ""}`;
}

export function lineOf<K extends StepKind>(step: Step<K>): string {
  return `${batchOf(step)} ${STEP_TRAITS[step.kind].line?.(step) ?? ""}`;
}

export function phaseOf<K extends StepKind>(step: Step<K>): Phase {
  const { phase } = STEP_TRAITS[step.kind];
  return typeof phase === "function" ? phase(step) : phase;
}

export function seenBy(step: Step): SeenBy {
  return STEP_TRAITS[step.kind].seenBy;
}

export function waitOf(step: Step): Wait {
  return STEP_TRAITS[step.kind].wait;
}

export function undoOf<K extends StepKind>(step: Step<K>): Step<K> | undefined {
  return STEP_TRAITS[step.kind].undo?.(step);
}
