import { describeProblems, section } from "../../cluster/checks/describeProblems";
import type { Problem } from "../../cluster/checks/problem";
import { unreachableBusPorts } from "../../cluster/checks/unreachableBusPorts";
import { BUS_PORT_OFFSET, portOf } from "../../cluster/spec/clusterSpec";
import type { Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import { describeSteps } from "../../cluster/steps/describeSteps";
import { type Step, waitOf } from "../../cluster/steps/step";
import type { Batch } from "../../cluster/steps/stepTraits";
import { openBusPorts, RUN_UP_AGAIN, STOP_OTHER_CHANGES } from "../../text/cures/runCures";

export function withoutEffect(
  batch: Batch<Step>,
  state: { readonly topology: Topology; readonly observed: Observed; readonly waited: number },
): Error {
  const closed = unreachableBusPorts(state.topology, state.observed);
  if (waitOf(batch[0]).until === "linked" && closed.length > 0) {
    const ports = listPorts(
      closed.flatMap(({ node }) => (node === undefined ? [] : portOf(node) + BUS_PORT_OFFSET)),
    );
    const heading = "Cannot form the cluster: nodes cannot reach each other's cluster bus port.";
    return new Error(section(`${heading} ${openBusPorts(ports)}`, describeProblems(closed)));
  }
  const heading = `Cannot converge: these steps had no effect within ${seconds(state.waited)}`;
  return new Error(`${section(heading, describeSteps(batch))}\n${RUN_UP_AGAIN}`);
}

export function neededAgain(batch: Batch<Step>, times: number): Error {
  const heading = `Cannot converge: these steps took effect ${times} times and are needed again`;
  return new Error(`${section(heading, describeSteps(batch))}\n${STOP_OTHER_CHANGES}`);
}

/** Names what keeps the cluster from being healthy. @param waited in ms */
export function notHealthy(problems: readonly Problem[], waited: number): Error {
  const heading = `Cannot converge: the cluster did not become healthy within ${seconds(waited)}`;
  return new Error(`${section(heading, describeProblems(problems))}\n${RUN_UP_AGAIN}`);
}

/** Lists ports as ranges: `"17000-17005, 17010"`. */
function listPorts(ports: readonly number[]): string {
  const ranges: { start: number; end: number }[] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.end === port - 1) last.end = port;
    else ranges.push({ start: port, end: port });
  }
  return ranges.map(({ start, end }) => (start === end ? start : `${start}-${end}`)).join(", ");
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
