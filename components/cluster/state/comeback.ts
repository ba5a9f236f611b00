import {
  letOneTakeOver,
  RESTORE_MEMBER,
  START_PRIMARIES,
  takeOverWithoutVotes,
} from "../../text/cures/clusterCures";
import { addressOf, nodeName, portOf } from "../spec/clusterSpec";
import { listNodes } from "../spec/nodeList";
import type { SlotRange } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { isLost } from "./lost";
import { isBusy } from "./nodeTransfers";
import type { Observed, UnreachableNode } from "./observed";
import { runningPeers } from "./peers";
import { hasMajority, heirsOf, newestOf, ownerViews, silentOwners } from "./primaries";
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
  return primary === undefined
    ? withoutPrimary(others, topology, observed)
    : { kind: "rejoin", primary };
}

/** A lost replica whose primary does not run waits for the one that takes over, if there is one. */
function withoutPrimary(
  others: readonly string[],
  topology: Topology,
  observed: Observed,
): Comeback {
  const owner = others.find((other) => ownerViews(other, observed).length > 0);
  const next = owner === undefined ? NONE : comebackOf(owner, topology, observed);
  if (next.kind !== "none") return { kind: "later" };
  return none(next.advice ?? NO_COPY);
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
  const replicas = heirsOf(id, observed);
  const [first] = replicas;
  if (first === undefined) return isLost(node) ? none(NO_COPY) : NONE;
  const votes = hasMajority(first[1], observed, () => true);
  const missing = votes ? [] : silentOwners(first[1], observed);
  // Their starts come first: they vote then.
  if (missing.some((other) => votesLater(other, observed))) return { kind: "later" };
  const heir = newestOf(replicas);
  if (heir !== undefined && node.disk?.damaged === true && answering(observed, heir)?.keys === 0) {
    return none(
      `${heir} could take over, but has no keys. ${name} has the only copy: repair its file first.`,
    );
  }
  const names = replicas.map(([replica]) => replica);
  if (!votes) return none(withoutVotes(missing, heir === undefined ? names : [heir], observed));
  return heir === undefined
    ? none(`${notKnown(names)}${letOneTakeOver(placeOf(names))}`)
    : { kind: "promote", heir };
}

const NO_COPY = `No running member of its shard has its data. ${RESTORE_MEMBER}`;

/** @param missing the primaries that do not answer @param heirs the replicas that may take over */
function withoutVotes(
  missing: readonly string[],
  heirs: readonly string[],
  observed: Observed,
): string {
  // Only where all of them have ended no other replica can be elected meanwhile.
  const mayRun = missing.filter((name) => !hasEnded(name, observed));
  if (mayRun.length > 0) {
    const without = `No replica can be elected without ${listNodes(mayRun)}: too few primaries answer.`;
    return `${without} ${START_PRIMARIES}`;
  }
  const ended = "No replica can be elected: at least half of the primaries have lost their data.";
  return `${ended} ${notKnown(heirs)}${takeOverWithoutVotes(placeOf(heirs))}`;
}

/** What to know before one of several is chosen; "" for one. */
function notKnown(names: readonly string[]): string {
  return names.length > 1
    ? `${listNodes(names)} have its data, and it is not known which is newer. `
    : "";
}

function placeOf([first = ""]: readonly string[]): { address: string; port: number } {
  return { address: addressOf(first), port: portOf(first) };
}

function none(advice: string): Comeback {
  return { kind: "none", advice };
}

function isStopped({ refused, disk }: UnreachableNode): boolean {
  return refused !== true && disk !== undefined && disk.runs !== true;
}

/** It loads its data, or has ended and is started on its data. A frozen server needs somebody who continues it. */
function votesLater(name: string, observed: Observed): boolean {
  const node = observed.get(name);
  if (node === undefined || node.answers) return false;
  return isBusy(node) || (isStopped(node) && startsOnData(name, observed));
}

/** The server of that node ID has ended, and does not start on its data. */
function hasEnded(name: string, observed: Observed): boolean {
  const node = observed.get(name);
  return node !== undefined && (node.answers || isStopped(node));
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
