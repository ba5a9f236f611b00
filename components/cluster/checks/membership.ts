import { DECLARE_AGAIN, REMOVE_FROM_CONFIGURATION } from "../../text/cures/clusterCures";
import { SLOT_COUNT } from "../spec/slots";
import { DECLARED_SETTINGS, sameSettings } from "../spec/temporarySettings";
import { type AnsweringNode, isAlone, type Observed } from "../state/observed";
import type { Problem } from "./problem";

/** Lists undeclared nodes that running nodes or the records of hosts know as members. */
export function undeclaredMembers(
  observed: Observed,
  members: ReadonlySet<string>,
  recorded: readonly string[],
): Problem[] {
  return [...new Set([...members, ...recorded])]
    .filter((name) => !observed.has(name))
    .map((node) => ({
      node,
      kind: "member of the cluster, but not declared",
      advice: DECLARE_AGAIN,
    }));
}

/** Lists declared nodes outside a cluster in service. One that is still forming may lack members. */
export function declaredNonMembers(observed: Observed, members: ReadonlySet<string>): Problem[] {
  const answering = [...observed.values()].filter((node): node is AnsweringNode => node.answers);
  const inService =
    answering.some((node) => !isAlone(node) && node.slotsOk === SLOT_COUNT) &&
    answering.every(({ settings }) => sameSettings(settings, DECLARED_SETTINGS));
  if (!inService) return [];
  return [...observed]
    .filter(([name, { wasMember }]) => !members.has(name) && wasMember !== true)
    .map(([node]) => ({
      node,
      kind: "declared, but not a member of the running cluster",
      advice: REMOVE_FROM_CONFIGURATION,
    }));
}
