import { unreachableBusPorts } from "../../cluster/checks/unreachableBusPorts";
import type { Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import { describeSteps } from "../../cluster/steps/describeSteps";
import { type Step, waitOf } from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { bulletList } from "../../text/bulletList";

const RUN_AGAIN = "Run up again: it continues from here.";

/**
 * The error when steps that were accepted have no effect: it names them, or the bus ports that keep nodes
 * from meeting.
 *
 * @param state `waited` is in ms
 */
export function withoutEffect(
  batch: Batch<Step>,
  state: { readonly topology: Topology; readonly observed: Observed; readonly waited: number },
): Error {
  const closed = unreachableBusPorts(state.topology, state.observed);
  if (waitOf(batch[0]).until === "linked" && closed.length > 0) {
    return new Error(
      `Cannot form the cluster: nodes cannot reach each other's cluster bus port. Open these ports:${bulletList(closed)}`,
    );
  }
  const steps = bulletList(describeSteps(batch));
  return new Error(
    `Cannot converge: these steps had no effect within ${seconds(state.waited)}:${steps}\n${RUN_AGAIN}`,
  );
}

/** The error when steps that took effect are planned again and again. @param times how often they were performed */
export function neededAgain(batch: Batch<Step>, times: number): Error {
  return new Error(
    `Cannot converge: these steps took effect ${times} times and are needed again:${bulletList(describeSteps(batch))}\n` +
      "Probably something else changes these nodes. Stop it, then run up again.",
  );
}

/** The error when the cluster did not become healthy. @param waited in ms */
export function notHealthy(problems: readonly string[], waited: number): Error {
  return new Error(
    `Cannot converge: the cluster did not become healthy within ${seconds(waited)}:${bulletList(problems)}\n${RUN_AGAIN}`,
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
