import { blockers } from "../../cluster/checks/blockers";
import { describeProblems, section } from "../../cluster/checks/describeProblems";
import { describeFailedStarts } from "../../cluster/checks/failedStarts";
import { undeclaredMembers } from "../../cluster/checks/membership";
import type { Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import type { FailedStart } from "../../spec/runSpec";
import { OPEN_PORTS, RUN_UP_AGAIN } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";

/** Members that are not declared would be cut off. @param members of the cluster on the hosts @throws Error */
export function requireDeclared(members: readonly string[], observed: Observed): void {
  const problems = undeclaredMembers(observed, new Set(), members);
  if (problems.length === 0) return;
  throw new Error(
    section("Configuration rejected. Nothing was changed.", describeProblems(problems)),
  );
}

/**
 * Without these nodes no cluster is formed. One whose server answers after all is no reason to fail.
 * @param failed the nodes that this `up` could not create @throws Error with the reasons of their hosts
 */
export function requireStarted(failed: readonly FailedStart[], observed: Observed): void {
  const missing = failed.filter(({ node }) => observed.get(node)?.answers !== true);
  if (missing.length === 0) return;
  throw new Error(`${describeFailedStarts(failed)}\n${RUN_UP_AGAIN}`);
}

/** An error that kept converge from finding out whether they run, after the reasons for which it would have failed. */
export function afterFailedStarts(error: unknown, failed: readonly FailedStart[]): unknown {
  const reasons = describeFailedStarts(failed);
  const text = messageOf(error);
  if (reasons === "" || text.startsWith(reasons)) return error;
  return new Error(`${reasons}\n${text}`, { cause: error });
}

/** @throws Error that names the problems that no step fixes */
export function requireUnblocked(topology: Topology, observed: Observed): void {
  const problems = blockers(topology, observed);
  if (problems.length === 0) return;
  throw new Error(
    section("Cannot converge: these problems need a decision", describeProblems(problems)),
  );
}

/** To be checked before the nodes meet: afterwards they would only wait for each other. @throws Error */
export function requireOpenPorts(closed: readonly string[]): void {
  if (closed.length === 0) return;
  throw new Error(
    section(
      `Cannot form the cluster: hosts cannot reach each other's ports. ${OPEN_PORTS}`,
      closed,
    ),
  );
}
