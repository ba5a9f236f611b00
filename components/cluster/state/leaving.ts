import { memberNames, type Topology } from "../spec/topology";
import { isBusy } from "./nodeTransfers";
import { type Observed, type ObservedNode, runningNodes } from "./observed";
import { runningPeers } from "./peers";
import { slotsOf } from "./shardState";

/** The names of the observed nodes that are not declared: the records of the hosts name them as members. */
export function leavingNodes(topology: Topology, observed: Observed): string[] {
  const declared = new Set(memberNames(topology));
  return [...observed.keys()].filter((name) => !declared.has(name));
}

/** Those of them that answer and own slots. */
export function leavingOwners(topology: Topology, observed: Observed): string[] {
  return leavingNodes(topology, observed).filter((name) => slotsOf(observed, name).length > 0);
}

/** The observed nodes that are declared. */
export function declaredOnly(topology: Topology, observed: Observed): Observed {
  const declared = new Set(memberNames(topology));
  return new Map([...observed].filter(([name]) => declared.has(name)));
}

/** True if no server runs for a node, and nothing of it is in its place on the disk of its host. */
export function isRemoved(node: ObservedNode | undefined): boolean {
  if (node === undefined) return true;
  if (node.answers || isBusy(node) || node.refused === true) return false;
  const { disk } = node;
  return disk !== undefined && !disk.identity && !disk.data && disk.damaged !== true;
}

/** True if neither a node nor its host answers. */
export function isOutOfReach(node: ObservedNode | undefined): boolean {
  return (
    node?.answers === false && node.disk === undefined && node.refused !== true && !isBusy(node)
  );
}

/**
 * The node IDs of the members by name: of nodes that answer, and of those that leave and do not answer, as long as a
 * member knows them. Without those in the records, a run that ends early would leave members that nobody declares or
 * names.
 */
export function memberIds(topology: Topology, observed: Observed): Map<string, string> {
  const leaving = new Set(leavingNodes(topology, observed));
  const views = runningNodes(declaredOnly(topology, observed)).flatMap((node) => node.views);
  const known = views.flatMap(({ name, id, flags }) =>
    leaving.has(name) && !flags.includes("handshake") ? [[name, id] as const] : [],
  );
  const answering = [...observed].flatMap(([name, node]) =>
    node.answers ? [[name, node.id] as const] : [],
  );
  return new Map([...known, ...answering]);
}

/** The names that running members know as their peers. */
export function knownToMembers(topology: Topology, observed: Observed): Set<string> {
  return runningPeers(declaredOnly(topology, observed));
}
