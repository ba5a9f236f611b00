import { saveKeys } from "../../text/cures/clusterCures";
import { addressOf, nodeName, portOf } from "../spec/clusterSpec";
import { membersOf, type Topology } from "../spec/topology";
import { isBusy } from "./nodeTransfers";
import { type AnsweringNode, myself, type Observed, viewOf } from "./observed";
import { followersOf, hasMajority, newestOf } from "./primaries";
import { answering, slotsOf } from "./shardState";
import { startMode } from "./startMode";

/**
 * What becomes of a running server whose directory was removed. It serves from memory, and ends at the next change
 * of the cluster's configuration, which it cannot save: a vote, a failed node, a new member.
 */
export type Rescue =
  /** A replica takes over first, without a lost write. */
  | { readonly kind: "handOver"; readonly to: string }
  /** It is stopped: another node has its data. */
  | { readonly kind: "stop" }
  /** Its primary is started first, or loads its data. */
  | { readonly kind: "later" }
  | { readonly kind: "none"; readonly advice: string };

/** @param name of a running node whose directory was removed */
export function rescueOf(name: string, topology: Topology, observed: Observed): Rescue {
  const node = answering(observed, name);
  const own = node === undefined ? undefined : myself(node);
  if (node === undefined || own === undefined) return none(name);
  if (own.slots.length > 0) {
    const to = successorOf(node, observed);
    return to === undefined ? none(name) : { kind: "handOver", to };
  }
  if (own.role === "primary") return node.keys === 0 ? { kind: "stop" } : none(name);
  const primary = [...observed].find(([, other]) => other.answers && other.id === own.primaryId);
  if (primary !== undefined && slotsOf(observed, primary[0]).length > 0) return { kind: "stop" };
  return shardStarts(name, topology, observed) ? { kind: "later" } : none(name);
}

/** The names of the running nodes whose directory was removed. */
export function withoutDirectory(observed: Observed): string[] {
  return [...observed].flatMap(([name, node]) =>
    node.answers && node.directoryRemoved === true ? [name] : [],
  );
}

/** Whether more than half of the primaries keep running through an election; otherwise there must be none. */
export function canElect(node: AnsweringNode, observed: Observed): boolean {
  return hasMajority(node, observed, ({ directoryRemoved }) => directoryRemoved !== true);
}

function successorOf(node: AnsweringNode, observed: Observed): string | undefined {
  const all = [...observed.values()];
  if (!canElect(node, observed) && !all.every(({ answers }) => answers)) return undefined;
  const replicas = followersOf(node.id, observed).filter(
    ([, { linkUp, directoryRemoved, refusesWrites, id }]) =>
      linkUp &&
      directoryRemoved !== true &&
      refusesWrites === undefined &&
      all.every((other) => !other.answers || agrees(other, { primary: node.id, replica: id })),
  );
  // Any of them will do: the step waits until it has everything.
  return newestOf(replicas) ?? replicas[0]?.[0];
}

function agrees(
  node: AnsweringNode,
  ids: { readonly primary: string; readonly replica: string },
): boolean {
  const isOwner = (viewOf(node, ids.primary)?.slots.length ?? 0) > 0;
  return isOwner && viewOf(node, ids.replica)?.primaryId === ids.primary;
}

function shardStarts(name: string, { shards }: Topology, observed: Observed): boolean {
  const names = shards.map((shard) => membersOf(shard).map(nodeName));
  const others = names.find((members) => members.includes(name)) ?? [];
  return others.some((other) => {
    const node = observed.get(other);
    if (node === undefined || node.answers) return false;
    return isBusy(node) || startMode(other, node, observed) === "data";
  });
}

function none(name: string): Rescue {
  const cure = saveKeys({ address: addressOf(name), port: portOf(name) });
  return { kind: "none", advice: `No replica has all of its data. ${cure}` };
}
