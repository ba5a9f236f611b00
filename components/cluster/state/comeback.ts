import { letOneTakeOver, RESTORE_MEMBER, START_PRIMARIES } from "../../text/cures/clusterCures";
import { addressOf, nodeName, portOf } from "../spec/clusterSpec";
import { listNodes } from "../spec/nodeList";
import type { SlotRange } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { isLost } from "./lost";
import { isBusy } from "./nodeTransfers";
import type { AnsweringNode, Observed, UnreachableNode } from "./observed";
import { runningPeers } from "./peers";
import { followersOf, hasMajority, newestOf, ownerViews } from "./primaries";
import { answering, slotsOf } from "./shardState";
import { startMode } from "./startMode";

/** How a stopped node comes back that cannot be started on what it has on disk. */
export type Comeback =
  /** Another member of its shard is started on its data first, or loads it. */
  | { readonly kind: "later" }
  /** A replica of it takes over its slots first. */
  | { readonly kind: "promote"; readonly heir: string }
  /** It is started without data and with a new identity, and becomes a replica of that primary. */
  | { readonly kind: "rejoin"; readonly primary: string }
  | { readonly kind: "none"; readonly advice?: string };

const NONE: Comeback = { kind: "none" };

/** @param name of a node that has no start mode */
export function comebackOf(name: string, topology: Topology, observed: Observed): Comeback {
  const shard = topology.shards.find((one) => namesIn(one).includes(name));
  const node = observed.get(name);
  if (shard === undefined || node === undefined || node.answers || !isStopped(node)) return NONE;
  const others = namesIn(shard).filter((other) => other !== name);
  if (others.some((other) => startsOnData(other, observed))) return { kind: "later" };
  const [seen] = ownerViews(name, observed);
  if (seen !== undefined) {
    return succession({ name, node, id: seen.id, slots: seen.slots, others }, observed);
  }
  const primary = others.find((other) => slotsOf(observed, other).length > 0);
  const isKnown = node.wasMember === true || runningPeers(observed).has(name);
  if (!isLost(node) || !isKnown) return NONE;
  return primary === undefined ? none(NO_COPY) : { kind: "rejoin", primary };
}

/** The names of the stopped nodes that come back with a new identity, each with its primary. */
export function rejoining(topology: Topology, observed: Observed): Map<string, string> {
  return new Map(
    [...observed].flatMap(([name, node]): [string, string][] => {
      if (!isLost(node)) return [];
      const comeback = comebackOf(name, topology, observed);
      return comeback.kind === "rejoin" ? [[name, comeback.primary]] : [];
    }),
  );
}

interface LostPrimary {
  readonly name: string;
  readonly node: UnreachableNode;
  readonly id: string;
  readonly slots: readonly SlotRange[];
  /** The names of the other members of its shard. */
  readonly others: readonly string[];
}

/** Its process has ended and it cannot read its data, so only a member that does not answer could have newer data. */
function succession({ name, node, id, slots, others }: LostPrimary, observed: Observed): Comeback {
  // Not all nodes have learned of it.
  const owner = others.find((other) => covers(slotsOf(observed, other), slots));
  if (owner !== undefined) return { kind: "promote", heir: owner };
  const silent = others.filter((other) => mayHaveData(other, observed));
  if (silent.length > 0) {
    return none(`${listNodes(silent)} may have newer data, and does not answer.`);
  }
  const replicas = followersOf(id, observed).filter(
    ([, { directoryRemoved }]) => !directoryRemoved,
  );
  const [first] = replicas;
  if (first === undefined) return isLost(node) ? none(NO_COPY) : NONE;
  if (!hasMajority(first[1], observed, () => true)) return none(NO_MAJORITY);
  const heir = newestOf(replicas);
  if (heir === undefined) return none(chooseOf(replicas));
  if (node.disk?.damaged === true && answering(observed, heir)?.keys === 0) {
    return none(
      `${heir} could take over, but has no keys. ${name} has the only copy: repair its file first.`,
    );
  }
  return { kind: "promote", heir };
}

const NO_COPY = `No running member of its shard has its data. ${RESTORE_MEMBER}`;
const NO_MAJORITY = `No replica can be elected: at least half of the primaries do not answer. ${START_PRIMARIES}`;

function chooseOf(replicas: readonly (readonly [string, AnsweringNode])[]): string {
  const names = replicas.map(([name]) => name);
  const [first = ""] = names;
  const cure = letOneTakeOver({ address: addressOf(first), port: portOf(first) });
  return `${listNodes(names)} have its data, and it is not known which is newer. ${cure}`;
}

function none(advice: string): Comeback {
  return { kind: "none", advice };
}

function isStopped({ refused, disk }: UnreachableNode): boolean {
  return refused !== true && disk !== undefined && disk.runs !== true;
}

function startsOnData(name: string, observed: Observed): boolean {
  const node = observed.get(name);
  if (node === undefined || node.answers) return false;
  return isBusy(node) || startMode(name, node, observed) === "data";
}

function mayHaveData(name: string, observed: Observed): boolean {
  const node = observed.get(name);
  if (node === undefined || node.answers) return false;
  return !isStopped(node) || node.disk?.data === true || node.disk?.damaged === true;
}

function covers(owned: readonly SlotRange[], wanted: readonly SlotRange[]): boolean {
  return wanted.every(({ start, end }) =>
    owned.some((range) => range.start <= start && end <= range.end),
  );
}

function namesIn(shard: Shard): string[] {
  return membersOf(shard).map(nodeName);
}
