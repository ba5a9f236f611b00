import { blockers } from "../../cluster/checks/blockers";
import { describeProblem } from "../../cluster/checks/problem";
import { listNodes } from "../../cluster/spec/nodeList";
import type { Topology } from "../../cluster/spec/topology";
import type { Observed } from "../../cluster/state/observed";
import { bulletList } from "../../text/bulletList";

/** @throws Error that names members on the hosts that are not declared: they would be cut off from their cluster */
export function requireDeclared(members: readonly string[], declared: readonly string[]): void {
  const undeclared = members.filter((name) => !declared.includes(name));
  if (undeclared.length === 0) return;
  throw new Error(
    `Cannot converge: ${undeclared.length === 1 ? "a member" : `${undeclared.length} members`} of the cluster ` +
      `${undeclared.length === 1 ? "is" : "are"} not declared: ${listNodes(undeclared)}. Nothing was changed. ` +
      "Add the ports to hosts again.",
  );
}

/** @throws Error that names the problems that no step fixes */
export function requireUnblocked(topology: Topology, observed: Observed): void {
  const problems = blockers(topology, observed);
  if (problems.length === 0) return;
  throw new Error(
    `Cannot converge: these problems need a decision:${bulletList(problems.map(describeProblem))}`,
  );
}

/**
 * Before the nodes meet: afterwards they would only wait for each other.
 *
 * @throws Error that names ports between hosts that are closed
 */
export function requireOpenPorts(closed: readonly string[]): void {
  if (closed.length === 0) return;
  throw new Error(
    `Cannot form the cluster: hosts cannot reach each other's ports. Open them:${bulletList(closed)}`,
  );
}
