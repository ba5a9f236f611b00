import { formatCount } from "../../text/amount";
import { nodeName } from "../spec/clusterSpec";
import { nameOrCount } from "../spec/nodeList";
import { membersOf, type Topology } from "../spec/topology";
import { isInService } from "../state/inService";
import type { Observed } from "../state/observed";
import { answering, shardState } from "../state/shardState";
import { describeSteps } from "../steps/describeSteps";
import type { Step } from "../steps/step";
import type { Changes } from "../target/changes";

/** Nodes that join a cluster in service as replicas. */
export interface Growth {
  /** The numbers of nodes before and after. */
  readonly from: number;
  readonly to: number;
  readonly joins: readonly Join[];
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
  { joining }: Pick<Changes, "joining">,
): { readonly growth?: Growth } {
  const isNew = new Set(joining.filter((name) => observed.get(name)?.wasMember !== true));
  if (isNew.size === 0 || !isInService(observed)) return {};
  const joins = topology.shards.flatMap((shard) => {
    const { owner } = shardState(shard, observed);
    const keys = answering(observed, owner)?.keys ?? 0;
    return membersOf(shard)
      .map(nodeName)
      .filter((node) => isNew.has(node))
      .map((node) => ({ node, primary: owner, keys }));
  });
  const to = topology.shards.flatMap(membersOf).length;
  return { growth: { from: to - joins.length, to, joins } };
}

/** The heading and the lines of the plan. @param before what happens before the nodes join, one line each */
export function describeGrowth(
  { from, to, joins }: Growth,
  { steps, before }: { readonly steps: readonly Step[]; readonly before: readonly string[] },
): { readonly heading: string; readonly lines: readonly string[] } {
  const joining = new Set(joins.map(({ node }) => node));
  const left = steps.filter((step) => !isPartOfJoin(step, joining));
  return {
    heading: `Plan: ${from} nodes -> ${to} nodes`,
    lines: [
      ...before,
      ...(joins.length > MOST_LINES ? [describeAll(joins)] : joins.map(describeJoin)),
      ...describeSteps(left),
      "No slots move. Clients keep reading and writing.",
    ],
  };
}

function isPartOfJoin(step: Step, joining: ReadonlySet<string>): boolean {
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
