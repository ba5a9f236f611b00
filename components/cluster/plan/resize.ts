import { formatCount } from "../../text/amount";
import { nodeName, portOf } from "../spec/clusterSpec";
import { nameOrCount } from "../spec/nodeList";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { isInService } from "../state/inService";
import { isRemoved, leavingNodes } from "../state/leaving";
import type { Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";
import { describeSteps } from "../steps/describeSteps";
import type { Step } from "../steps/step";
import type { Changes } from "../target/changes";

/** Nodes that join a cluster in service, or leave it, and shards that begin or end. */
export interface Resize {
  /** The numbers of nodes before and after. */
  readonly from: number;
  readonly to: number;
  /** The numbers of shards with slots before and after. */
  readonly shards: { readonly from: number; readonly to: number };
  /** The nodes that join shards with slots, as replicas. */
  readonly joins: readonly Join[];
  /** The shards that get their first slots, with the nodes that join for them. */
  readonly founded: readonly Founded[];
  /** The nodes that are no longer declared. */
  readonly leaving: readonly string[];
}

interface Founded {
  readonly primary: string;
  readonly replicas: readonly string[];
}

interface Join {
  readonly node: string;
  readonly primary: string;
  /** The keys that it has to copy. */
  readonly keys: number;
}

const MOST_LINES = 12;
const PARTS_OF_JOIN = new Set<Step["kind"]>(["setEpoch", "replicate", "record"]);
const PARTS_OF_LEAVE = new Set<Step["kind"]>(["forgetLeaving", "remove"]);

/** Without former members, which come back. @param topology to reach */
export function resizeOf(
  topology: Topology,
  observed: Observed,
  { joining, shardsWithSlots }: Pick<Changes, "joining" | "shardsWithSlots">,
): { readonly resize?: Resize } {
  const isNew = new Set(joining.filter((name) => observed.get(name)?.wasMember !== true));
  const leaving = leavingNodes(topology, observed).filter((name) => !isRemoved(observed.get(name)));
  const isSame = isNew.size + leaving.length === 0 && topology.shards.length === shardsWithSlots;
  if (isSame || !isInService(observed)) return {};
  const states = topology.shards.map((shard) => ({
    shard,
    owner: shardState(shard, observed).owner,
  }));
  const joiningIn = (shard: Shard) =>
    membersOf(shard)
      .map(nodeName)
      .filter((node) => isNew.has(node));
  const joins = states.flatMap(({ shard, owner }) => {
    if (isNew.has(owner)) return [];
    const keys = answering(observed, owner)?.keys ?? 0;
    return joiningIn(shard).map((node) => ({ node, primary: owner, keys }));
  });
  const founded = states.flatMap(({ shard, owner }) =>
    isNew.has(owner)
      ? [{ primary: owner, replicas: joiningIn(shard).filter((node) => node !== owner) }]
      : [],
  );
  const to = topology.shards.flatMap(membersOf).length;
  const shards = { from: shardsWithSlots, to: topology.shards.length };
  const from = to - isNew.size + leaving.length;
  return { resize: { from, to, shards, joins, founded, leaving } };
}

/** The heading and the lines of the plan. @param before what happens before the nodes join, one line each */
export function describeResize(
  { from, to, shards, joins, founded, leaving }: Resize,
  {
    steps,
    before,
    moves,
  }: {
    readonly steps: readonly Step[];
    readonly before: readonly string[];
    /** What tells about the slots that move. */
    readonly moves: readonly string[];
  },
): { readonly heading: string; readonly lines: readonly string[] } {
  const joining = new Set([
    ...joins.map(({ node }) => node),
    ...founded.flatMap(({ primary, replicas }) => [primary, ...replicas]),
  ]);
  const left = steps.filter((step) => !isPartOfResize(step, joining));
  const split = shards.from === shards.to ? "" : `, ${shards.from} shards -> ${shards.to}`;
  const same = leaving.length > 0 ? `replace ${count(leaving.length)}` : `${to} nodes`;
  const replaced = from === to ? same : `${from} nodes -> ${to} nodes`;
  return {
    heading: `Plan: ${replaced}${split}`,
    lines: [
      ...before,
      ...(joins.length > MOST_LINES ? [describeAll(joins)] : joins.map(describeJoin)),
      ...(founded.length > MOST_LINES
        ? [describeAllFounded(founded)]
        : founded.map(describeFounded)),
      ...describeSteps(left),
      ...moves,
      ...(leaving.length > 0 ? [describeLeaving(leaving)] : []),
      effectOf({ moves: moves.length > 0, others: left.length > 0 }),
    ],
  };
}

/** @param has whether slots move, and whether there is more to do that could be a restart or a failover */
function effectOf(has: { readonly moves: boolean; readonly others: boolean }): string {
  const effect = has.moves ? "No restarts, no failovers." : "No slots move.";
  const clients = "Clients keep reading and writing.";
  return has.moves && has.others ? clients : `${effect} ${clients}`;
}

function describeLeaving(names: readonly string[]): string {
  const [name = ""] = names;
  return names.length === 1
    ? `remove ${name}: stop it, and keep its data in ${portOf(name)}.removed-DATE`
    : `remove ${nameOrCount(names)}: stop them, and keep their data in PORT.removed-DATE`;
}

function count(nodes: number): string {
  return nodes === 1 ? "1 node" : `${nodes} nodes`;
}

function describeFounded({ primary, replicas }: Founded): string {
  const role = replicas.length === 1 ? "its replica" : "its replicas";
  const rest = replicas.length === 0 ? "" : `, ${nameOrCount(replicas)} as ${role}`;
  return `join ${primary} as a primary${rest}`;
}

function describeAllFounded(founded: readonly Founded[]): string {
  const replicas = founded.flatMap((shard) => shard.replicas).length;
  const rest = replicas === 0 ? "" : `, and ${replicas} nodes as their replicas`;
  return `join ${founded.length} nodes as primaries${rest}`;
}

function isPartOfResize(step: Step, joining: ReadonlySet<string>): boolean {
  if (PARTS_OF_LEAVE.has(step.kind)) return true;
  if (step.kind === "setTimeouts" && step.settings === "founding") return true;
  if (step.kind === "meet")
    return joining.has(step.node) || step.peers.every((peer) => joining.has(peer));
  return PARTS_OF_JOIN.has(step.kind) && joining.has(step.node);
}

function describeJoin({ node, primary, keys }: Join): string {
  return `join ${node} as a replica of ${primary}: ${describeKeys(keys)}`;
}

function describeAll(joins: readonly Join[]): string {
  const primaries = [...new Set(joins.map(({ primary }) => primary))];
  const keys = joins.reduce((sum, join) => sum + join.keys, 0);
  return `join ${joins.length} nodes as replicas of ${nameOrCount(primaries)}: ${describeKeys(keys)}`;
}

function describeKeys(keys: number): string {
  return keys === 1 ? "1 key to copy" : `${formatCount(keys)} keys to copy`;
}
