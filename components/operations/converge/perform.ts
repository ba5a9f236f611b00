import { describeStep, type Step } from "../../cluster/steps/step";
import { activateConf, setDirectives, stageConf } from "../acts/conf";
import { failOver, handOver, promote } from "../acts/failover";
import {
  record,
  remove,
  restrictFiles,
  saveNodesConf,
  start,
  startNew,
  stop,
  writePidFile,
} from "../acts/memberFiles";
import {
  announce,
  detach,
  forget,
  forgetLeaving,
  meet,
  replicate,
  setEpoch,
} from "../acts/membership";
import { closeSlots, moveSlots } from "../acts/moveSlots";
import { setMasterauth, setRequirepass } from "../acts/password";
import { assignSlots } from "../acts/slots";
import type { Act, StepContext } from "../acts/stepContext";
import { setTimeouts } from "../acts/timeouts";
import { connectionProblem } from "../redis/connectNode";
import { LockLost } from "../ssh/hostLock";

const ACTS: { readonly [K in Step["kind"]]: Act<K> } = {
  start,
  handOver,
  stop,
  promote,
  forget,
  startNew,
  setMasterauth,
  setRequirepass,
  setTimeouts,
  setEpoch,
  assignSlots,
  meet,
  replicate,
  announce,
  failOver,
  detach,
  moveSlots,
  closeSlots,
  forgetLeaving,
  remove,
  saveNodesConf,
  restrictFiles,
  writePidFile,
  record,
  stageConf,
  setDirectives,
  activateConf,
};

/** Performs one step. Success means that it was accepted, not that it took effect. @throws Error that names the step */
export async function perform(step: Step, context: StepContext): Promise<void> {
  try {
    await act(step, context);
  } catch (error) {
    // One error for all steps on the host.
    if (error instanceof LockLost) throw error;
    const heading = `Cannot ${describeStep(step)}: `;
    const reason = connectionProblem(error);
    // A host's script names the step too.
    throw new Error(reason.startsWith(heading) ? reason : heading + reason, { cause: error });
  }
}

function act<K extends Step["kind"]>(step: Step<K>, context: StepContext): Promise<void> {
  return ACTS[step.kind](step, context);
}
