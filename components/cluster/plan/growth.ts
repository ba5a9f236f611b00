import { formatCount } from "../../text/amount";
import { nodeName } from "../spec/clusterSpec";
import { nameOrCount } from "../spec/nodeList";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { isInService } from "../state/inService";
import type { Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";
import { describeSteps } from "../steps/describeSteps";
import type { Step } from "../steps/step";
import type { Changes } from "../target/changes";

/** Nodes that join a cluster in service. */
export interface Growth {
  /** The numbers of nodes before and after. */
  readonly from: number;
  readonly to: number;
  /** The numbers of shards with slots before and after. */
  readonly shards: { readonly from: number; readonly to: number };
  /** The nodes that join shards with slots, as replicas. */
  readonly joins: readonly Join[];
  /** The shards that get their first slots, with the nodes that join for them. */
  readonly founded: readonly Founded[];
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

/** Without former members, which come back. @param topology to reach */
export function growthOf(
  topology: Topology,
  observed: Observed,
  { joining, shardsWithSlots }: Pick<Changes, "joining" | "shardsWithSlots">,
): { readonly growth?: Growth } {
  const isNew = new Set(joining.filter((name) => observed.get(name)?.wasMember !== true));
  if (isNew.size === 0 || !isInService(observed)) return {};
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
  return { growth: { from: to - isNew.size, to, shards, joins, founded } };
}

/** The heading and the lines of the plan. @param before what happens before the nodes join, one line each */
export function describeGrowth(
  { from, to, shards, joins, founded }: Growth,
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
  const left = steps.filter((step) => !isPartOfJoin(step, joining));
  const split = shards.from === shards.to ? "" : `, ${shards.from} shards -> ${shards.to}`;
  return {
    heading: `Plan: ${from} nodes -> ${to} nodes${split}`,
    lines: [
      ...before,
      ...(joins.length > MOST_LINES ? [describeAll(joins)] : joins.map(describeJoin)),
      ...(founded.length > MOST_LINES
        ? [describeAllFounded(founded)]
        : founded.map(describeFounded)),
      ...describeSteps(left),
      ...moves,
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

function isPartOfJoin(step: Step, joining: ReadonlySet<string>): boolean {
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
