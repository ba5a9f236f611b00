import type { Observed } from "./observed";
import { memberNames, type Topology } from "./topology";
import { troubles } from "./troubles";

/**
 * Names the nodes and pairs of nodes for which the cluster is not formed: on every node at once
 * `cluster_state:ok`, 16384 slots ok, every member known without a failure, each one's word on its
 * role and slots believed by all others, and every replica in sync. Formed is an empty list.
 *
 * @param unmade names the nodes that are still to be made, of which nothing is expected
 */
export function unsettled(
  topology: Topology,
  observed: Observed,
  unmade: readonly string[] = [],
): string[] {
  const names = memberNames(topology).filter((name) => !unmade.includes(name));
  return names.flatMap((name) => troubles(name, observed, names));
}
