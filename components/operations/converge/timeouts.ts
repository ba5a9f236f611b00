import { describeProblems, section } from "../../cluster/checks/describeProblems";
import type { Problem } from "../../cluster/checks/problem";
import { unreachableBusPorts } from "../../cluster/checks/unreachableBusPorts";
import { BUS_PORT_OFFSET, portOf } from "../../cluster/spec/clusterSpec";
import { listNodes, nameOrCount } from "../../cluster/spec/nodeList";
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

/** A healthy cluster of which something is left to do is not the declared one. @throws Error that names the steps */
export function requireNothingLeft(steps: readonly Step[]): void {
  if (steps.length === 0) return;
  const heading = "Cannot converge: the cluster is healthy, but these steps cannot begin";
  throw new Error(`${section(heading, describeSteps(steps))}\n${RUN_UP_AGAIN}`);
}

/**
 * Names what keeps the cluster from being healthy. @param stall ms without any progress @param endless the nodes whose
 * copies begin again and again
 */
export function notHealthy(
  problems: readonly Problem[],
  { stall, endless }: { readonly stall: number; readonly endless: readonly string[] },
): Error {
  const heading = `Cannot converge: the cluster is not healthy, and nothing progressed for ${seconds(stall)}`;
  const why =
    endless.length === 0
      ? ""
      : `\n${nameOrCount(endless)}: the transfer of data began again and again. The log of the server says why. ` +
        "Probably client-output-buffer-limit or repl-timeout of the primary is too low for the data.";
  return new Error(`${section(heading, describeProblems(problems))}${why}\n${RUN_UP_AGAIN}`);
}

/** A server that ends each time has its reason in its log. */
export function stoppedAgain(batch: Batch<Step>, times: number): Error {
  const heading = `Cannot converge: these servers were started ${times} times and stopped again`;
  const names = batch.map(({ node }) => node);
  return new Error(
    `${section(heading, [listNodes(names)])}\nThe end of PORT.log in the configured directory says why.`,
  );
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
